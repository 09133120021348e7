package import TuttiJSON

/// The kinds of values that a part of an expression can give, whatever the document.
package struct PossibleKinds: OptionSet, Sendable {
    package let rawValue: UInt8

    /// Null.
    package static let null = PossibleKinds(rawValue: 1)
    /// True and false.
    package static let bool = PossibleKinds(rawValue: 2)
    /// Numbers.
    package static let number = PossibleKinds(rawValue: 4)
    /// Strings.
    package static let string = PossibleKinds(rawValue: 8)
    /// Arrays.
    package static let array = PossibleKinds(rawValue: 16)
    /// Objects.
    package static let object = PossibleKinds(rawValue: 32)
    /// All of them.
    package static let any = PossibleKinds(rawValue: 63)

    /// The one kind of a value.
    package init(_ kind: JSONKind) {
        self =
            switch kind {
            case .null: .null
            case .bool: .bool
            case .number: .number
            case .string: .string
            case .array: .array
            case .object: .object
            }
    }

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// What the standard library would do for any type, at the price of looking it up as the program runs.
    package init(arrayLiteral kinds: PossibleKinds...) {
        var value: UInt8 = 0
        for kind in kinds { value |= kind.rawValue }
        rawValue = value
    }

    /// `a number`, `an array or null`.
    var described: String {
        let kinds: [JSONKind] = [.number, .string, .bool, .array, .object, .null]
        return kinds.filter { contains(PossibleKinds($0)) }.map(\.indefinite).joined(separator: " or ")
    }
}
