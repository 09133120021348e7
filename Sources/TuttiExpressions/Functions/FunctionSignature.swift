/// How many arguments a function takes, and of what types.
struct FunctionSignature: Sendable {
    /// The arguments that must be given, then those that may be.
    let types: [ArgumentType]
    /// How many at the end of ``types`` may be left out.
    let optional: Int
    /// Whether the last one may be repeated.
    let repeatsLast: Bool

    init(_ types: ArgumentType..., optional: Int = 0, repeatsLast: Bool = false) {
        self.types = types
        self.optional = optional
        self.repeatsLast = repeatsLast
    }

    /// Whether it may be called with so many.
    func accepts(_ count: Int) -> Bool {
        count >= types.count - optional && (repeatsLast || count <= types.count)
    }

    /// The type of the argument at a place from 0.
    func type(at place: Int) -> ArgumentType {
        place < types.count ? types[place] : types.last ?? .any
    }

    /// What to add to so many arguments; nil if there are enough of them.
    func missing(after count: Int) -> String? {
        let wanted = types.dropLast(optional).dropFirst(count)
        guard !wanted.isEmpty else { return nil }
        let described = wanted.map { $0 == .expression ? "an expression behind `&`" : $0.described }
        return "what is missing: " + described.joined(separator: ", then ")
    }

    /// The number of arguments in words.
    var arity: String {
        let least = types.count - optional
        let words = least == 1 ? "1 argument" : "\(least) arguments"
        if repeatsLast { return "at least \(words)" }
        if optional > 0 { return "\(least) to \(types.count) arguments" }
        return least == 0 ? "no arguments" : words
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
}
