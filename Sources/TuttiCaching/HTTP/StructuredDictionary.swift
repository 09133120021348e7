internal import TuttiPolicies

/// A dictionary of structured values (RFC 9651, 3.2 and 4.2), as far as caching asks: parameters and inner lists are read over.
package enum StructuredDictionary {
    /// A value.
    package enum Value: Sendable, Equatable {
        /// A whole number of at most 15 digits.
        case integer(Int64)
        /// A string.
        case string(String)
        /// `?1` or `?0`; true for a name without a value.
        case boolean(Bool)
        /// Anything else: a decimal, a token, bytes, a date, an inner list.
        case other
    }

    /// A name with its value.
    package struct Member: Sendable, Equatable {
        /// The name; never one that isn't in lower case.
        package let name: String
        /// The value.
        package var value: Value
    }

    /// Reads the values of all headers of one name; nil where they are no dictionary, which then counts for nothing at all.
    ///
    /// Of a name that is there more than once the last value counts.
    package static func read(_ values: [String]) -> [Member]? {
        var parser = StructuredParser(values)
        var members: [Member] = []
        parser.skipSpaces()
        while !parser.isAtEnd {
            guard members.count < DirectiveList.most, let name = parser.key() else { return nil }
            var value = Value.boolean(true)
            if parser.takes(UInt8(ascii: "=")) {
                guard let read = parser.itemOrInnerList() else { return nil }
                value = read
            }
            guard parser.skipParameters() else { return nil }
            if let index = members.firstIndex(where: { $0.name == name }) {
                members[index].value = value
            } else {
                members.append(Member(name: name, value: value))
            }
            guard parser.takesComma() else { return nil }
        }
        return members
    }
}
