internal import TuttiJSON

/// Finds out whether a result can be much larger than the document it was made of.
///
/// Made values share what they hold: `[@, @] | [@, @] | …` costs little until it is written, and then doubles with each pipe.
/// For most expressions the tree alone shows that this can't happen, and evaluation need not measure the result, unless it
/// has put together a lot of text of the expression itself: names of members, short literals.
enum Growth {
    /// How many copies of its input a result may hold without being measured.
    static let harmless = 64

    /// Whether the result of the tree must be measured.
    static func isUnbounded(_ root: SyntaxNode) -> Bool {
        factor(root, inElement: false) > harmless
    }

    /// How often the result can hold a part of the document at most; `Int.max / 2` or more when nothing is known.
    private static func factor(_ node: SyntaxNode, inElement: Bool) -> Int {
        func same(_ part: SyntaxNode) -> Int { factor(part, inElement: inElement) }

        switch node.form {
        case .current, .field: return 1
        // The same value for each element.
        case .root, .slot, .variable: return inElement ? unknown : 1
        case .literal(let value):
            switch value.kind {
            case .null, .bool: return 1
            case .number: return inElement && (value.number?.text.utf8.count ?? 0) > 24 ? unknown : 1
            case .string: return inElement && (value.string?.utf8.count ?? 0) > 256 ? unknown : 1
            case .array, .object: return inElement ? unknown : 1
            }
        case .member(let left, _), .index(let left, _), .slice(let left, _): return same(left)
        case .nested(let left, let right), .pipe(let left, let right):
            return product(same(left), same(right))
        case .projection(_, let source, let element), .filter(let source, _, let element):
            return product(same(source), factor(element, inElement: true))
        case .list(let parts): return parts.reduce(1) { sum($0, same($1)) }
        case .object(let members): return members.reduce(1) { sum($0, same($1.value)) }
        case .or(let left, let right), .and(let left, let right), .conditional(_, let left, let right):
            return max(same(left), same(right))
        case .not, .comparison, .arithmetic, .sign: return 1
        case .bindings, .call, .reference: return unknown
        }
    }

    private static let unknown = Int.max / 2

    private static func sum(_ left: Int, _ right: Int) -> Int {
        min(left.addingReportingOverflow(right).partialValue, unknown)
    }

    private static func product(_ left: Int, _ right: Int) -> Int {
        let (result, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? unknown : min(result, unknown)
    }
}
