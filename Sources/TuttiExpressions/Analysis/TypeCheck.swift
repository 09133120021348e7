internal import TuttiJSON

/// Finds parts that fail whenever they are evaluated, because of the kind of value they are given.
///
/// It says nothing about what comes from a document, which can be of any kind.
enum TypeCheck {
    /// Checks the arguments of a call, whose number is right already.
    ///
    /// - Throws: the first argument that can't be of the type that the function takes.
    static func check(_ arguments: [SyntaxNode], of function: Function) throws(ExpressionSyntaxError) {
        for (place, argument) in arguments.enumerated() {
            let wanted = function.signature.type(at: place)
            guard let problem = problem(with: argument, wanted) else { continue }
            throw ExpressionSyntaxError(
                "argument \(place + 1) of `\(function.rawValue)` must be \(wanted.described)\(problem.message)",
                help: problem.help, at: problem.part.range, category: .invalidType)
        }
    }

    private typealias Problem = (message: String, help: String?, part: SyntaxNode)

    private static func problem(with argument: SyntaxNode, _ wanted: ArgumentType) -> Problem? {
        switch argument.form {
        case .reference:
            return wanted == .expression ? nil : (", and it is an expression behind `&`", "leave the `&` out", argument)
        case .literal(let value):
            guard !wanted.accepts(value) else { return nil }
            // Where some strings are accepted, saying that it is one says nothing.
            if [.rounding, .distance, .timePattern].contains(wanted), let text = value.string {
                return (", not '\(text.prefix(24))'", nil, argument)
            }
            guard value.kind == .array, wanted.kinds.contains(.array) else {
                return (", and it is \(value.kind.indefinite)", nil, argument)
            }
            let kinds = value.elements.map { PossibleKinds($0.kind) }
            // Each of them may be good, but not all together: numbers beside text.
            guard let wrong = kinds.first(where: { $0.isDisjoint(with: wanted.elements) }) else {
                return (", and the elements of this are \(PossibleKinds(kinds).described)", nil, argument)
            }
            return (", and an element of this is \(wrong.described)", help(wanted, wrong), argument)
        case _ where wanted == .expression: return ("", "write `&` before it", argument)
        case .list(let parts):
            guard wanted.kinds.contains(.array) else { return (", and it is an array", nil, argument) }
            guard let part = parts.first(where: { $0.possibleKinds.isDisjoint(with: wanted.elements) }) else {
                return nil
            }
            return (", and this element is \(part.possibleKinds.described)", help(wanted, part.possibleKinds), part)
        default:
            let kinds = argument.possibleKinds
            if kinds.isDisjoint(with: wanted.kinds) { return (", and this is \(kinds.described)", nil, argument) }
            // An empty array is of any type; one that is good for nothing else is a mistake.
            guard kinds == .array, argument.possibleElements.isDisjoint(with: wanted.elements) else { return nil }
            let elements = argument.possibleElements
            return (", and each element of this is \(elements.described)", help(wanted, elements), argument)
        }
    }

    /// How text is made of other elements, and numbers of text.
    static func help(_ wanted: ArgumentType, _ found: PossibleKinds) -> String? {
        switch wanted {
        case .strings where !found.contains(.string): "make text of each: `map(&to_string(@), …)`"
        case .numbers where found == .string: "make a number of each: `map(&to_number(@), …)`"
        default: nil
        }
    }

    /// Checks one side of an arithmetic operator.
    ///
    /// - Throws: if it is never a number.
    static func check(operand: SyntaxNode, of sign: String) throws(ExpressionSyntaxError) {
        let kinds = operand.possibleKinds
        guard !kinds.contains(.number) else { return }
        let isText = kinds == .string
        throw ExpressionSyntaxError(
            "`\(sign)` takes numbers, and this is \(kinds.described)",
            help: isText && sign == "+" ? "text is put together by `join('', [a, b])`" : nil, at: operand.range,
            category: .notANumber)
    }
}
