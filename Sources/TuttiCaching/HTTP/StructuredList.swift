/// A list of structured values (RFC 9651, 3.1), of which caching asks for strings: `Cache-Groups` (RFC 9875).
package enum StructuredList {
    /// The strings of a list; nil where it is no list, or has something else.
    package static func strings(_ values: [String], most: Int) -> [String]? {
        var parser = StructuredParser(values)
        var strings: [String] = []
        parser.skipSpaces()
        while !parser.isAtEnd {
            guard case .string(let text)? = parser.itemOrInnerList(), parser.skipParameters() else { return nil }
            if strings.count < most, !strings.contains(text) { strings.append(text) }
            guard parser.takesComma() else { return nil }
        }
        return strings
    }
}
