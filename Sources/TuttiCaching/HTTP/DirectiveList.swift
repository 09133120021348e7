package import HTTPTypes
internal import TuttiPolicies

/// The directives of `Cache-Control`, `Pragma` or `Surrogate-Control`: names, some with a value (RFC 9111, 5.2).
package struct DirectiveList: Sendable {
    /// One directive.
    package struct Directive: Sendable, Equatable {
        /// Its name in lower case.
        package let name: String
        /// What stands behind `=`, without quotation marks; nil without one.
        package let value: String?
        /// Whether it is written as it must not be: with white space around `=`, or something behind a quoted string.
        package let isMalformed: Bool
    }

    /// No more directives are read of one message.
    package static let most = 64

    /// The directives in order.
    package private(set) var directives: [Directive] = []
    /// Whether there were more than are read: then nobody knows what is among them.
    package private(set) var isCutOff = false

    /// Reads the values of all headers of one name.
    ///
    /// What is no directive is skipped up to the next comma outside of a quoted string.
    package init(_ values: [String]) {
        for value in values { read(value) }
    }

    /// Reads the headers of this name.
    package init(_ name: HTTPField.Name, of fields: [HTTPField]) {
        for field in fields where field.name == name { read(field.value) }
    }

    private mutating func read(_ value: String) {
        var rest = value.utf8[...]
        while let first = rest.first {
            guard first != UInt8(ascii: ","), !ASCII.isSpace(first) else {
                rest = rest.dropFirst()
                continue
            }
            guard directives.count < Self.most else {
                isCutOff = true
                return
            }
            if let directive = Self.next(&rest) { directives.append(directive) }
        }
    }

    private static func next(_ rest: inout Substring.UTF8View) -> Directive? {
        let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ",") }
        rest = rest[name.endIndex...]
        let trimmed = ASCII.trimmed(Substring(name))
        var isMalformed = trimmed.utf8.count != name.count
        var value: String?
        if rest.first == UInt8(ascii: "=") {
            rest = rest.dropFirst()
            if rest.first == EntityTag.quote {
                value = quoted(&rest)
                let junk = rest.prefix { $0 != UInt8(ascii: ",") }
                rest = rest[junk.endIndex...]
                isMalformed = isMalformed || !junk.allSatisfy(ASCII.isSpace)
            } else {
                let text = rest.prefix { $0 != UInt8(ascii: ",") }
                rest = rest[text.endIndex...]
                isMalformed = isMalformed || text.first.map(ASCII.isSpace) ?? true
                value = String(ASCII.trimmed(Substring(text)))
            }
        } else {
            // White space behind a directive that has no value is that of the list.
            isMalformed = false
        }
        guard !trimmed.isEmpty, trimmed.utf8.allSatisfy(ASCII.isOfToken) else { return nil }
        return Directive(
            name: String(decoding: trimmed.utf8.map(ASCII.lowercased), as: UTF8.self), value: value,
            isMalformed: isMalformed)
    }

    /// A quoted string (RFC 9110, 5.6.4); one that has no end reaches to the end of the value.
    private static func quoted(_ rest: inout Substring.UTF8View) -> String {
        var bytes: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.popFirst() {
            if byte == EntityTag.quote { break }
            if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() {
                bytes.append(escaped)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
