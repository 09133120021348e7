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
    case camelCase = "camel_case"
    case snakeCase = "snake_case"
    case notNull = "not_null"
    case type
    // Tutti's own.
    case concat, entries, lookup, now, omit, pick, range, round
    case addTime = "add_time"
    case deepMerge = "deep_merge"
    case encodeURI = "encode_uri"
    case formatNumber = "format_number"
    case formatTime = "format_time"
    case indexBy = "index_by"
    case parseJSON = "parse_json"
    case parseTime = "parse_time"
    case timeBetween = "time_between"
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
        case .abs, .ceil, .floor, .range: FunctionSignature(.number)
        case .avg, .sum: FunctionSignature(.numbers)
        case .max, .min, .sort: FunctionSignature(.comparables)
        case .toNumber, .toString, .toArray, .type, .camelCase, .snakeCase: FunctionSignature(.any)
        case .endsWith, .startsWith: FunctionSignature(.string, .string)
        case .findFirst, .findLast: FunctionSignature(.string, .string, .number, .number, optional: 2)
        case .join: FunctionSignature(.string, .strings)
        case .lower, .upper, .encodeURI, .parseJSON, .parseTime: FunctionSignature(.string)
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
        case .items, .keys, .values, .entries: FunctionSignature(.object)
        case .pick, .omit: FunctionSignature(.objectOrNull, .strings)
        case .merge, .deepMerge: FunctionSignature(.object, repeatsLast: true)
        case .notNull: FunctionSignature(.any, repeatsLast: true)
        case .lookup: FunctionSignature(.objectOrNull, .any)
        case .round, .toFixed: FunctionSignature(.number, .number, .rounding, optional: self == .round ? 2 : 1)
        case .formatNumber: FunctionSignature(.number, .number, .string, .string, optional: 3)
        case .formatTime: FunctionSignature(.time, .timePattern, .string, optional: 2)
        case .addTime: FunctionSignature(.time, .distance)
        case .timeBetween: FunctionSignature(.time, .time)
        case .now: FunctionSignature(.string, optional: 1)
        }
    }

    /// What a call can give.
    var possibleKinds: PossibleKinds {
        switch self {
        case .abs, .ceil, .floor, .round, .sum, .length, .timeBetween: .number
        case .addTime: [.number, .string]
        case .pick, .omit: [.object, .null]
        case .avg, .findFirst, .findLast, .toNumber, .parseTime: [.number, .null]
        case .max, .min: [.number, .string, .null]
        case .contains, .startsWith, .endsWith: .bool
        case .join, .lower, .upper, .replace, .trim, .trimLeft, .trimRight, .padLeft, .padRight, .toString, .type,
            .encodeURI, .formatNumber, .formatTime, .toFixed:
            .string
        case .reverse: [.array, .string]
        case .concat, .entries, .items, .keys, .map, .range, .sort, .sortBy, .split, .toArray, .values, .zip: .array
        case .deepMerge, .fromItems, .groupBy, .indexBy, .merge: .object
        case .camelCase, .snakeCase, .lookup, .maxBy, .minBy, .notNull, .now, .parseJSON: .any
        }
    }
}
