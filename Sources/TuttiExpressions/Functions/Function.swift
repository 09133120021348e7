/// The functions, by the names that expressions call them by.
///
/// Those of JMESPath Community Edition, then Tutti's own. ``signature`` says what each takes, ``possibleKinds`` what it can give.
/// `Evaluator+Calls.swift` calls the function itself.
enum Function: String, Sendable, CaseIterable {
    // Numbers.
    case abs, avg, ceil, floor, max, min, sum
    case toNumber = "to_number"
    // Text.
    case endsWith = "ends_with"
    case findFirst = "find_first"
    case findLast = "find_last"
    case join, lower, replace, split, trim, upper
    case padLeft = "pad_left"
    case padRight = "pad_right"
    case startsWith = "starts_with"
    case toString = "to_string"
    case trimLeft = "trim_left"
    case trimRight = "trim_right"
    // Arrays.
    case contains, length, map, reverse, sort, zip
    case groupBy = "group_by"
    case maxBy = "max_by"
    case minBy = "min_by"
    case sortBy = "sort_by"
    case toArray = "to_array"
    // Objects.
    case fromItems = "from_items"
    case items, keys, merge, values
    // Any value.
    case notNull = "not_null"
    case type
    // Tutti's own.
    case concat, lookup, now, round
    case deepMerge = "deep_merge"
    case encodeURI = "encode_uri"
    case formatNumber = "format_number"
    case indexBy = "index_by"
    case parseJSON = "parse_json"
    case toFixed = "to_fixed"

    /// Whether the same arguments always give the same result.
    var isPure: Bool { self != .now }

    /// Help with what other languages call so, else with the nearest name, else with all there are.
    static func suggestion(for name: String) -> String {
        if let help = ForeignFunction.help(for: name) { return help }
        let names = allCases.map(\.rawValue)
        if let nearest = NearestName.to(name, among: names) { return "did you mean `\(nearest)`?" }
        return "there are " + names.sorted().joined(separator: ", ")
    }
}

extension Function {
    /// What the function takes.
    var signature: FunctionSignature {
        switch self {
        case .abs, .ceil, .floor: FunctionSignature(.number)
        case .avg, .sum: FunctionSignature(.numbers)
        case .max, .min, .sort: FunctionSignature(.comparables)
        case .toNumber, .toString, .toArray, .type: FunctionSignature(.any)
        case .endsWith, .startsWith: FunctionSignature(.string, .string)
        case .findFirst, .findLast: FunctionSignature(.string, .string, .number, .number, optional: 2)
        case .join: FunctionSignature(.string, .strings)
        case .lower, .upper, .encodeURI, .parseJSON: FunctionSignature(.string)
        case .replace: FunctionSignature(.string, .string, .string, .number, optional: 1)
        case .split: FunctionSignature(.string, .string, .number, optional: 1)
        case .trim, .trimLeft, .trimRight: FunctionSignature(.string, .string, optional: 1)
        case .padLeft, .padRight: FunctionSignature(.string, .number, .string, optional: 1)
        case .contains: FunctionSignature(.arrayOrString, .any)
        case .length: FunctionSignature(.sized)
        case .reverse: FunctionSignature(.arrayOrString)
        case .map: FunctionSignature(.expression, .array)
        case .zip, .concat: FunctionSignature(.array, repeatsLast: true)
        case .groupBy, .maxBy, .minBy, .sortBy, .indexBy: FunctionSignature(.array, .expression)
        case .fromItems: FunctionSignature(.array)
        case .items, .keys, .values: FunctionSignature(.object)
        case .merge, .deepMerge: FunctionSignature(.object, repeatsLast: true)
        case .notNull: FunctionSignature(.any, repeatsLast: true)
        case .lookup: FunctionSignature(.objectOrNull, .any)
        case .round, .toFixed: FunctionSignature(.number, .number, .rounding, optional: self == .round ? 2 : 1)
        case .formatNumber: FunctionSignature(.number, .number, .string, .string, optional: 3)
        case .now: FunctionSignature()
        }
    }

    /// What a call can give.
    var possibleKinds: PossibleKinds {
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
