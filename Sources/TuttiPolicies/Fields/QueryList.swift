internal import TuttiJSON

/// The parameters of a query, as it was sent.
package enum QueryList {
    /// One parameter.
    struct Parameter {
        /// Name and value, encoded.
        let text: Substring

        /// Whether its name, decoded, is this one.
        func hasName(_ name: String) -> Bool {
            QueryList.decoded(Substring(text.utf8.prefix { $0 != UInt8(ascii: "=") })).elementsEqual(name.utf8)
        }

        /// Its value, with `+` as space and percent-triplets decoded.
        var decodedValue: String {
            let value = text.utf8.drop { $0 != UInt8(ascii: "=") }.dropFirst()
            return String(decoding: QueryList.decoded(Substring(value)), as: UTF8.self)
        }
    }

    static func parameters(of query: String) -> [Parameter] {
        query.utf8.split(separator: UInt8(ascii: "&")).map { Parameter(text: Substring($0)) }
    }

    /// The query without the parameters of these names, else byte for byte as it was.
    package static func query(_ query: String, without names: [String]) -> String {
        guard !query.isEmpty, !names.isEmpty else { return query }
        let parts = query.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        let kept = parts.filter { part in !names.contains { Parameter(text: Substring(part)).hasName($0) } }
        guard kept.count < parts.count else { return query }
        return kept.map { String(Substring($0)) }.joined(separator: "&")
    }

    private static func decoded(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let triplet = rest.prefix(2)
                if triplet.count == 2, let first = triplet.first.flatMap(HexDigit.value(of:)),
                    let last = triplet.dropFirst().first.flatMap(HexDigit.value(of:))
                {
                    bytes.append(first << 4 | last)
                    rest = rest.dropFirst(2)
                } else {
                    bytes.append(byte)
                }
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
