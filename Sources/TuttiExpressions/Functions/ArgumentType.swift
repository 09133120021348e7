internal import TuttiJSON

/// The type that a function's signature asks for in one argument.
enum ArgumentType: Sendable {
    case any, number, string, array, object, objectOrNull, arrayOrString, sized
    case numbers, strings, comparables
    /// The name of a rule for rounding.
    case rounding
    /// A moment: text of RFC 3339, or seconds since 1970.
    case time
    /// A distance of time as text.
    case distance
    /// How a time is written.
    case timePattern
    case expression

    /// The type as a message names it.
    var described: String {
        switch self {
        case .any: "any value"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        case .objectOrNull: "an object or null"
        case .arrayOrString: "an array or a string"
        case .sized: "a string, an array or an object"
        case .numbers: "an array of numbers"
        case .strings: "an array of strings"
        case .comparables: "an array of numbers or of strings"
        case .rounding: "'half-even' or 'half-up'"
        case .time: "a time: text of RFC 3339, or seconds since 1970"
        case .distance: "a distance such as '-30d' or '1h30m' (ms, s, m, h, d, w, mo, y)"
        case .timePattern: "a pattern of the parts \(TimePattern.parts)"
        case .expression: "an expression"
        }
    }

    /// Whether every element of an array must be looked at.
    var looksAtElements: Bool {
        switch self {
        case .numbers, .strings, .comparables: true
        case .any, .number, .string, .array, .object, .objectOrNull, .arrayOrString, .sized, .rounding, .time,
            .distance, .timePattern, .expression:
            false
        }
    }

    /// Whether the value is of the type.
    ///
    /// Takes time in proportion to the length of an array whose elements count.
    func accepts(_ value: JSONValue) -> Bool {
        let kind = value.kind
        switch self {
        case .any: return true
        case .number: return kind == .number
        case .string: return kind == .string
        case .array: return kind == .array
        case .object: return kind == .object
        case .objectOrNull: return kind == .object || kind == .null
        case .arrayOrString: return kind == .array || kind == .string
        case .sized: return kind == .array || kind == .string || kind == .object
        case .numbers: return value.isArray(of: .number)
        case .strings: return value.isArray(of: .string)
        case .comparables: return value.isArray(of: .number) || value.isArray(of: .string)
        case .rounding: return value.string.map { $0 == "half-even" || $0 == "half-up" } ?? false
        case .time: return kind == .number || kind == .string
        case .distance: return value.string.map { TimeDistance($0) != nil } ?? false
        case .timePattern: return value.string.map(TimePattern.isValid) ?? false
        case .expression: return false
        }
    }
}

extension JSONValue {
    /// Whether it is an array in which every element is of the kind.
    fileprivate func isArray(of kind: JSONKind) -> Bool {
        switch self {
        case .array(let elements): elements.allSatisfy { $0.kind == kind }
        case .node(let node): node.kind == .array && node.elements.allSatisfy { $0.kind == kind }
        case .null, .bool, .number, .string, .object: false
        }
    }
}

extension ArgumentType {
    /// The kinds that can be of the type.
    var kinds: PossibleKinds {
        switch self {
        case .any: .any
        case .number: .number
        case .string, .rounding, .distance, .timePattern: .string
        case .time: [.number, .string]
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
            .time, .distance, .timePattern, .expression:
            .any
        }
    }
}
