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

    /// A call with as few arguments as it takes: `split(a, b)`, `sort_by(a, &b)`.
    func example(of function: Function) -> String {
        let arguments = zip(types.dropLast(optional), ["a", "b", "c", "d"]).map { type, name in
            type == .expression ? "&" + name : name
        }
        return "\(function.rawValue)(\(arguments.joined(separator: ", ")))"
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
