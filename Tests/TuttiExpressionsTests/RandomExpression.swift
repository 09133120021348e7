import SeededRandom

/// Writes random expressions and random documents for them, of few names, so that most of what is read is there.
struct RandomExpression {
    private var random: SeededGenerator
    /// The variables that an enclosing `let` has bound.
    private var variables: [String] = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    private static let names = ["a", "b", "c", "d"]

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private mutating func name() -> String { pick(Self.names) }

    // MARK: - Documents

    /// A JSON object in which each of the four names is likely.
    mutating func document() -> String { object(depth: 4) }

    private mutating func object(depth: Int) -> String {
        let members = Self.names.filter { _ in random.chance(80) }.map { "\"\($0)\":\(value(depth: depth - 1))" }
        return "{\(members.joined(separator: ","))}"
    }

    private mutating func value(depth: Int) -> String {
        guard depth > 0, random.chance(65) else {
            return pick([
                "null", "true", "false", "0", "1", "-2", "1.50", "\"\"", "\"x\"", "\"b\"", "\"déjà\"", "[]",
                "{}",
            ])
        }
        if random.chance(50) { return object(depth: depth) }
        let count = Int.random(in: 0...3, using: &random)
        return "[\((0..<count).map { _ in value(depth: depth - 1) }.joined(separator: ","))]"
    }

    // MARK: - Expressions

    /// An expression of at most so many levels.
    ///
    /// It may not parse: what its types alone show to fail is refused.
    mutating func source(depth: Int) -> String {
        guard depth > 0, random.chance(85) else { return leaf() }
        let next = depth - 1
        switch Int.random(in: 0..<22, using: &random) {
        case 0, 1: return "\(part(next)).\(name())"
        case 2: return part(next) + pick(["[0]", "[-1]", "[1:]", "[::-1]", "[:2]"])
        case 3, 4: return "\(part(next))[*]\(step(next))"
        case 5: return "\(part(next))[]\(step(next))"
        case 6: return "\(part(next)).*\(step(next))"
        case 7, 8: return "\(part(next))[?\(source(depth: next))]\(step(next))"
        case 9, 10: return members(next)
        case 11: return "[\(source(depth: next)), \(source(depth: next))]"
        case 12: return "\(part(next)).\(members(next))"
        case 13: return "\(part(next)) | \(part(next))"
        case 14: return "\(part(next)) \(pick(["||", "&&"])) \(part(next))"
        case 15: return "\(part(next)) \(pick(["==", "!=", "<", "<=", ">", ">="])) \(part(next))"
        case 16: return "\(part(next)) \(pick(["+", "-", "*", "/", "//", "%"])) \(part(next))"
        case 17: return "\(part(next)) ? \(part(next)) : \(part(next))"
        case 18: return pick(["!", "-"]) + part(next)
        case 19: return binding(next)
        default: return call(next)
        }
    }

    private mutating func leaf() -> String {
        if let variable = variables.randomElement(using: &random), random.chance(40) { return "$\(variable)" }
        let literals = [
            "'x'", "'b'", "`0`", "`1`", "`1.5`", "`null`", "`true`", "`[1, 2]`", "`{\"a\": 1, \"b\": [3]}`",
        ]
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return "@"
        case 1: return "$.\(name())"
        case 2: return random.chance(20) ? "$" : "@.\(name())"
        case 3, 4: return pick(literals)
        case 5, 6: return "\(name()).\(name())"
        case 7: return "\(name()).\(name()).\(name())"
        default: return name()
        }
    }

    /// An expression that can be part of any other.
    private mutating func part(_ depth: Int) -> String {
        let source = source(depth: depth)
        return source.allSatisfy { $0.isLetter || $0 == "." } ? source : "(\(source))"
    }

    /// What a projection makes of each element.
    private mutating func step(_ depth: Int) -> String {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: ""
        case 1: ".\(name())"
        case 2: ".\(name()).\(name())"
        case 3: ".\(members(depth))"
        default: ".[\(source(depth: depth)), \(name())]"
        }
    }

    /// Of plain names in half of the cases: these are picked from a node at once.
    private mutating func members(_ depth: Int) -> String {
        let arePlain = random.chance(50)
        let members = ["x", "y", "z"].prefix(Int.random(in: 1...3, using: &random)).map { member in
            "\(member): \(arePlain ? pick(["@", name(), "\(name()).\(name())"]) : source(depth: depth))"
        }
        return "{\(members.joined(separator: ", "))}"
    }

    private mutating func binding(_ depth: Int) -> String {
        let variable = pick(["v", "w"])
        let value = source(depth: depth)
        variables.append(variable)
        defer { variables.removeLast() }
        return "let $\(variable) = \(value) in \(source(depth: depth))"
    }

    private mutating func call(_ depth: Int) -> String {
        func argument() -> String { source(depth: depth) }
        let one = [
            "length", "keys", "values", "items", "type", "to_string", "to_array", "to_number", "reverse", "sort", "max",
            "sum", "abs", "not_null", "merge", "upper",
        ]
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return "lookup(\(argument()), \(argument()))"
        case 1: return "\(pick(["sort_by", "max_by", "group_by", "index_by"]))(\(argument()), &\(argument()))"
        case 2: return "map(&\(argument()), \(argument()))"
        case 3: return "\(pick(["contains", "not_null", "merge", "concat"]))(\(argument()), \(argument()))"
        default: return "\(pick(one))(\(argument()))"
        }
    }
}
