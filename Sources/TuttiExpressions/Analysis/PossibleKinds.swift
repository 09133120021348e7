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

    /// `a number`, `an array or null`.
    var described: String {
        let words: [(PossibleKinds, String)] = [
            (.number, "a number"), (.string, "a string"), (.bool, "a boolean"), (.array, "an array"),
            (.object, "an object"), (.null, "null"),
        ]
        return words.filter { contains($0.0) }.map(\.1).joined(separator: " or ")
    }
}

extension SyntaxNode {
    /// What the part can give when it gives anything.
    ///
    /// What is read from a document can be of any kind; what is computed mostly can't.
    var possibleKinds: PossibleKinds {
        switch form {
        case .current, .root, .variable, .field, .slot, .member, .index, .reference: .any
        case .literal(let value): PossibleKinds(value.kind)
        case .nested(_, let right): right.possibleKinds.union(.null)
        case .pipe(_, let right), .bindings(_, let right): right.possibleKinds
        case .slice: [.array, .string, .null]
        // The slice of a string is no projection: what follows is of the string.
        case .projection(.slice, _, let element): element.possibleKinds.union([.array, .null])
        case .projection, .filter: [.array, .null]
        case .list: .array
        case .object: .object
        case .or(let left, let right), .and(let left, let right), .conditional(_, let left, let right):
            left.possibleKinds.union(right.possibleKinds)
        case .not, .comparison(.equal, _, _), .comparison(.notEqual, _, _): .bool
        case .comparison: [.bool, .null]
        case .arithmetic, .sign: .number
        case .call(let function, _, _): function.possibleKinds
        }
    }

    /// What the elements can be, where the part gives an array.
    var possibleElements: PossibleKinds {
        guard case .call(let function, _, _) = form else { return .any }
        return switch function {
        case .keys, .split: .string
        case .items, .zip: .array
        default: .any
        }
    }
}

extension Function {
    /// What a call can give.
    fileprivate var possibleKinds: PossibleKinds {
        switch self {
        case .abs, .ceil, .floor, .round, .sum, .length: .number
        case .avg, .findFirst, .findLast, .toNumber: [.number, .null]
        case .max, .min: [.number, .string, .null]
        case .contains, .startsWith, .endsWith: .bool
        case .join, .lower, .upper, .replace, .trim, .trimLeft, .trimRight, .padLeft, .padRight, .toString, .type,
            .encodeURI, .formatNumber, .toFixed:
            .string
        case .reverse: [.array, .string]
        case .concat, .items, .keys, .map, .sort, .sortBy, .split, .toArray, .values, .zip: .array
        case .deepMerge, .fromItems, .groupBy, .indexBy, .merge: .object
        case .lookup, .maxBy, .minBy, .notNull, .now, .parseJSON: .any
        }
    }
}

extension ArgumentType {
    /// The kinds that can be of the type.
    var kinds: PossibleKinds {
        switch self {
        case .any: .any
        case .number: .number
        case .string, .rounding: .string
        case .array, .numbers, .strings, .comparables: .array
        case .object: .object
        case .objectOrNull: [.object, .null]
        case .arrayOrString: [.array, .string]
        case .sized: [.array, .string, .object]
        case .expression: []
        }
    }

    /// The kinds that an element can be, where the type is an array.
    var elements: PossibleKinds {
        switch self {
        case .numbers: .number
        case .strings: .string
        case .comparables: [.number, .string]
        case .any, .number, .string, .array, .object, .objectOrNull, .arrayOrString, .sized, .rounding,
            .expression:
            .any
        }
    }
}
