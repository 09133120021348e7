internal import TuttiJSON

extension SyntaxNode {
    /// Copies of what the most frequent forms hold, as constants of the node.
    ///
    /// Reading them costs no retain and release, as a `switch` over ``SyntaxNode/form`` would.
    struct Shortcut: Sendable {
        /// Which form it is.
        enum Kind: Sendable {
            case current
            /// A member of the current value, or a member of such a member, and so on.
            case path
            /// A member of anything else.
            case member
            case slot
            case literal
            case object
            /// `@.{…}`, `@.[…]`, `@.f(…)`: what a projection makes of an element, most often.
            case ofCurrent
            case or
            case and
            case not
            case comparison
            /// `lookup(a, b)`, which joins one array with another: called for each element.
            case lookup
            /// `&a`, an expression that a function such as `sort_by` evaluates itself.
            case reference
            /// None of these: what is in ``SyntaxNode/form`` counts.
            case other
        }

        let kind: Kind
        /// The slot, or -1.
        let slot: Int
        /// The name of a member.
        let name: JSONName
        /// The first operand; nil for other kinds.
        ///
        /// Of `member`, what the member is taken from; of `ofCurrent`, what follows `@.`; of `not` and `reference`, the operand; of operators,
        /// the left side; of `lookup`, the first argument.
        let part: SyntaxNode?
        /// The right side of an operator, or the second argument of `lookup`; nil for other kinds.
        let right: SyntaxNode?
        /// The sign of a comparison.
        let sign: Comparator
        /// Of `ofCurrent`: where its `@` stands in the source.
        let current: Range<Int>
        /// Of `path`: the names, beginning at the current value; empty for other kinds.
        let path: JSONPath
        /// The value of a literal.
        let literal: JSONValue
        /// The members of an object.
        let members: [Member]
        /// The members of an object as one pick, if each is the current value or a path.
        let pick: JSONPick?

        init(_ form: Form) {
            kind = Kind(form)
            var (slot, name, part, right) = (-1, JSONName(""), SyntaxNode?.none, SyntaxNode?.none)
            var (sign, current, path, literal) = (Comparator.equal, 0..<0, JSONPath(), JSONValue.null)
            var members: [Member] = []
            switch form {
            case .field(let field): path = JSONPath().appending(field)
            case .member(let left, let field):
                (part, name) = (left, field)
                if kind == .path { path = left.shortcut.path.appending(field) }
            case .slot(let number): slot = number
            case .literal(let value): literal = value
            case .object(let list): members = list
            case .nested(let left, let right): (part, current) = (right, left.range)
            case .or(let left, let other), .and(let left, let other): (part, right) = (left, other)
            case .comparison(let comparator, let left, let other): (sign, part, right) = (comparator, left, other)
            case .call(.lookup, _, let arguments) where arguments.count == 2:
                (part, right) = (arguments[0], arguments[1])
            case .not(let operand), .reference(let operand): part = operand
            default: break
            }
            (self.slot, self.name, self.part, self.right) = (slot, name, part, right)
            (self.sign, self.current, self.path, self.literal) = (sign, current, path, literal)
            self.members = members
            pick = members.isEmpty ? nil : Self.pick(of: members)
        }

        /// Follows the path from a node: the value and the steps used, or nil if it needs more than so many steps or levels.
        ///
        /// Each name takes a step and a level, and looking through many members takes more steps.
        @inline(__always)
        func value(from start: JSONNode, steps: Int, levels: Int) -> (value: JSONValue, steps: Int)? {
            let (found, looked) = start.value(at: path)
            let taken = looked &+ path.count
            guard taken <= steps, path.count <= levels else { return nil }
            return (found.map(JSONValue.node) ?? .null, taken)
        }

        private static func pick(of members: [Member]) -> JSONPick? {
            let paths = members.compactMap { member -> (name: String, path: JSONPath)? in
                switch member.value.shortcut.kind {
                case .current, .path: (member.name, member.value.shortcut.path)
                default: nil
                }
            }
            return paths.count == members.count ? JSONPick(paths) : nil
        }
    }
}

extension SyntaxNode.Shortcut.Kind {
    fileprivate init(_ form: SyntaxNode.Form) {
        self =
            switch form {
            case .current: .current
            case .field: .path
            case .member(let left, _): left.shortcut.kind == .path ? .path : .member
            case .slot: .slot
            case .literal: .literal
            case .object: .object
            case .nested(let left, _): left.shortcut.kind == .current ? .ofCurrent : .other
            case .or: .or
            case .and: .and
            case .not: .not
            case .comparison: .comparison
            case .call(.lookup, _, let arguments): arguments.count == 2 ? .lookup : .other
            case .reference: .reference
            default: .other
            }
    }
}
