internal import TuttiJSON

/// One part of a parsed expression.
///
/// A class and not an indirect enum: a part knows its place in the source, and evaluation borrows its children without
/// copying them.
final class SyntaxNode: Sendable {
    /// What the part is, with its own parts.
    let form: Form

    /// Where the part, or the sign that makes it, stands in the source, in UTF-8 offsets.
    let range: Range<Int>

    /// The longest way down, this part included.
    ///
    /// The parser keeps it under ``Parser/depthLimit``, so that walking the tree
    /// recursively is safe.
    let depth: Int

    /// What ``form`` holds in the forms that are evaluated for each element of an array, apart from it: a part of a class is
    /// read without copying, the payload of an enum isn't.
    let shortcut: Shortcut

    init(_ form: Form, at range: Range<Int>) {
        self.form = form
        self.range = range
        self.shortcut = Shortcut(form)
        var deepest = 0
        form.forEachPart { deepest = max(deepest, $0.depth) }
        self.depth = deepest + 1
    }

    /// What a part of an expression can be.
    ///
    /// "Current" is the value that the part is evaluated on.
    enum Form: Sendable {
        /// `@`: the current value.
        case current
        /// `$`: the document.
        case root
        /// A value that stands in the expression.
        case literal(JSONValue)
        /// `$name`: what an enclosing `let` bound, by its place among all the bindings open there.
        case variable(Int)
        /// A member of the current value.
        case field(JSONName)
        /// A top-level member of the document, by its slot; only in a bound expression.
        case slot(Int)
        /// `left.name`: a member of what the left side gives.
        case member(SyntaxNode, JSONName)
        /// `left.[…]`, `left.{…}`, `left.*`, `left.f(…)`: the right side with the left value as current; null stays null.
        case nested(SyntaxNode, SyntaxNode)
        /// `left | right`: the right side with the left value as current, null included.
        case pipe(SyntaxNode, SyntaxNode)
        /// `left[0]`.
        case index(SyntaxNode, Int)
        /// `left[1:5:2]`, without the projection that follows it.
        case slice(SyntaxNode, SliceBounds)
        /// A source, and what is made of each of its elements.
        case projection(Projection, SyntaxNode, SyntaxNode)
        /// `left[?condition]` with what is made of each element that passes: source, condition, element.
        case filter(SyntaxNode, SyntaxNode, SyntaxNode)
        /// `[a, b]`.
        case list([SyntaxNode])
        /// `{a: x, b: y}`.
        case object([Member])
        /// `a || b`.
        case or(SyntaxNode, SyntaxNode)
        /// `a && b`.
        case and(SyntaxNode, SyntaxNode)
        /// `!a`.
        case not(SyntaxNode)
        /// `a == b` and the other comparisons.
        case comparison(Comparator, SyntaxNode, SyntaxNode)
        /// `a + b` and the other arithmetic.
        case arithmetic(ArithmeticOperator, SyntaxNode, SyntaxNode)
        /// `-a`; `+a` when false.
        case sign(negative: Bool, SyntaxNode)
        /// `condition ? a : b`.
        case conditional(SyntaxNode, SyntaxNode, SyntaxNode)
        /// `let $a = x, $b = y in body`: the values bound in order, then the body.
        case bindings([SyntaxNode], SyntaxNode)
        /// `f(a, &b)`: what is behind an `&` is the ``reference`` form.
        case call(Function, FunctionSignature, [SyntaxNode])
        /// `&a`: only as an argument of a function.
        case reference(SyntaxNode)
    }

    /// One member of `{name: value}`.
    struct Member: Sendable {
        let name: String
        /// The name as JSON, with quotes, escapes and colon.
        let encodedName: [UInt8]
        let value: SyntaxNode

        init(name: String, value: SyntaxNode) {
            var writer = JSONWriter()
            writer.write(name: name)
            (self.name, self.encodedName, self.value) = (name, writer.bytes, value)
        }
    }

    /// What a projection runs over.
    enum Projection: Sendable {
        /// `[*]`: the elements of an array.
        case elements
        /// `*`: the values of an object's members.
        case values
        /// `[]`: the elements of an array, those of nested arrays in their place.
        case flattened
        /// `[a:b]`: the elements of a slice; the slice of a string stays a string.
        case slice
    }

    /// The signs that compare.
    enum Comparator: Sendable {
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    }

    /// The signs that calculate.
    enum ArithmeticOperator: String, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case divideWhole = "//"
        case remainder = "%"
    }
}

extension SyntaxNode.Form {
    /// Calls `body` with each direct part.
    func forEachPart(_ body: (SyntaxNode) -> Void) {
        switch self {
        case .current, .root, .literal, .variable, .field, .slot:
            break
        case .member(let part, _), .index(let part, _), .slice(let part, _), .not(let part), .sign(_, let part),
            .reference(let part):
            body(part)
        case .nested(let left, let right), .pipe(let left, let right), .projection(_, let left, let right),
            .or(let left, let right), .and(let left, let right), .comparison(_, let left, let right),
            .arithmetic(_, let left, let right):
            body(left)
            body(right)
        case .filter(let first, let second, let third), .conditional(let first, let second, let third):
            body(first)
            body(second)
            body(third)
        case .list(let parts), .call(_, _, let parts):
            parts.forEach(body)
        case .object(let members):
            members.forEach { body($0.value) }
        case .bindings(let values, let last):
            values.forEach(body)
            body(last)
        }
    }
}

extension SyntaxNode {
    /// The value of a literal; nil for any other part.
    var literal: JSONValue? {
        if case .literal(let value) = form { value } else { nil }
    }

    /// Whether the part is the document itself.
    func isDocument(_ current: CurrentNode) -> Bool {
        switch form {
        case .root: true
        case .current: current == .root
        default: false
        }
    }
}

extension SyntaxNode.Projection {
    /// What it runs over.
    var source: JSONKind { self == .values ? .object : .array }

    /// Whether its result is the source itself where no element is null.
    func keeps(_ element: SyntaxNode) -> Bool {
        guard case .current = element.form else { return false }
        return self == .elements || self == .slice
    }
}
