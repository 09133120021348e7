internal import TuttiJSON

extension Evaluator {
    /// `a == b` and its kin.
    ///
    /// Order is defined for numbers only; with anything else it is null.
    mutating func compare(
        _ sign: SyntaxNode.Comparator, _ left: JSONValue, _ right: JSONValue, at range: Range<Int>
    ) throws(EvaluationError) -> JSONValue {
        switch sign {
        case .equal: return .bool(try equal(left, right, at: range))
        case .notEqual: return .bool(!(try equal(left, right, at: range)))
        case .less, .lessOrEqual, .greater, .greaterOrEqual: break
        }
        try spendReading(left, at: range)
        try spendReading(right, at: range)
        guard let order = left.numericOrder(to: right) else { return .null }
        return switch sign {
        case .less: .bool(order < 0)
        case .lessOrEqual: .bool(order <= 0)
        case .greater: .bool(order > 0)
        default: .bool(order >= 0)
        }
    }

    /// Whether two values mean the same.
    ///
    /// Paid for element by element: made values share what they hold, so that walking one can take far longer than making
    /// it did.
    mutating func equal(
        _ left: JSONValue, _ right: JSONValue, at range: Range<Int>
    ) throws(EvaluationError) -> Bool {
        if case .node(let a) = left, case .node(let b) = right {
            try spend(1 + a.byteCount >> 4, at: range)
            return a == b
        }
        try spend(1, at: range)
        // A call's result may nest a former one's, over and over: far deeper than any document.
        try descend(at: range)
        defer { ascend() }
        let kind = left.kind
        guard kind == right.kind else { return false }
        switch kind {
        case .null, .bool: return left == right
        case .number, .string:
            try spendReading(left, at: range)
            try spendReading(right, at: range)
            return left == right
        case .array:
            guard left.count == right.count else { return false }
            try spend(left.count, at: range)
            let (a, b) = (left.elements, right.elements)
            for (one, other) in Swift.zip(a, b) {
                guard try equal(one, other, at: range) else { return false }
            }
            return true
        case .object:
            try spend(left.count &+ right.count, at: range)
            let members = left.members
            guard members.count == right.members.count else { return false }
            for (name, value) in members {
                try spend(1, at: range)
                guard let other = right.member(name), try equal(value, other, at: range) else { return false }
            }
            return true
        }
    }
}
