internal import HTTPTypes
internal import TuttiHTTP1
internal import TuttiPolicies

/// The headers of a request in the order in which they came; a name is found whatever its case.
struct RequestHeaders: Equatable, Sendable {
    /// One after the other.
    private(set) var fields: [HTTPField]

    /// These headers.
    init(_ fields: [HTTPField] = []) {
        self.fields = fields
    }

    /// The values of the headers with that name.
    subscript(_ name: String) -> [String] {
        var values: [String] = []
        for field in fields where Self.equal(field.name.canonicalName, name) { values.append(field.value) }
        return values
    }

    /// Adds a header; false, and nothing is added, where the name is not one (RFC 9110, 5.6.2).
    mutating func add(name: String, value: String) -> Bool {
        guard let name = CommonHeaderNames.name(name) else { return false }
        fields.append(HTTPField(name: name, value: value))
        return true
    }

    /// Takes out the headers with certain names, which are given in lower case.
    mutating func remove(where isRemoved: (String) -> Bool) {
        fields.removeHeaders(where: isRemoved)
    }

    /// Gives `Host` this value alone.
    mutating func setHost(_ value: String) {
        guard let name = CommonHeaderNames.name("Host") else { return }
        guard let first = fields.firstIndex(where: { $0.name == name }) else {
            return fields.append(HTTPField(name: name, value: value))
        }
        fields[first].value = value
        if fields[(first + 1)...].contains(where: { $0.name == name }) {
            let rest = fields[(first + 1)...].filter { $0.name != name }
            fields[(first + 1)...] = rest[...]
        }
    }

    /// Whether a name in lower case is that one, whatever its case.
    private static func equal(_ canonical: String, _ name: String) -> Bool {
        guard canonical.utf8.count == name.utf8.count else { return false }
        var (left, right) = (canonical.utf8.makeIterator(), name.utf8.makeIterator())
        while let lowercase = left.next(), let byte = right.next() {
            guard
                byte == lowercase
                    || (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") && byte | 0x20 == lowercase)
            else { return false }
        }
        return true
    }
}
