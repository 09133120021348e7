internal import TuttiJSON

extension Evaluator {
    /// `max`, `min`, `sort` and what they are called with `_by`.
    mutating func order(_ function: Function, _ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        let elements = arguments[0].elements
        var values = elements
        switch function {
        case .max, .min, .sort: break
        default:
            values.removeAll(keepingCapacity: true)
            for element in elements { values.append(try evaluate(arguments.reference, element)) }
        }
        let areTexts = try SortKeys.areTexts(values, arguments)
        // Comparisons of a sort: about n · log₂ n.
        let logarithm = Int.bitWidth - elements.count.leadingZeroBitCount
        let isSort = function == .sort || function == .sortBy
        let rounds = isSort ? logarithm : 1
        try spend(elements.count &* (rounds &+ 1), at: arguments.range)
        let steps = values.reduce(0) { $0 &+ Self.comparisonSteps($1) }
        try spend(steps &* rounds, at: arguments.range)
        // Copies the texts, and so only what is paid for: at most 128 bytes a step.
        return SortKeys(values, areTexts: areTexts).withOrder { order in
            switch function {
            case .max, .maxBy:
                // Of equal ones the first.
                return elements.indices.max { left, right in
                    let order = order(left, right)
                    return order < 0 || order == 0 && left > right
                }.map { elements[$0] } ?? .null
            case .min, .minBy: return elements.indices.min { order($0, $1) < 0 }.map { elements[$0] } ?? .null
            default:
                // The place decides between equal ones: the sort is stable.
                let places = elements.indices.sorted { left, right in
                    let order = order(left, right)
                    return order < 0 || order == 0 && left < right
                }
                return .array(places.map { elements[$0] })
            }
        }
    }

    /// What comparing a key twice costs beyond one step: none for what is short.
    ///
    /// All digits of a number are read each time, most often of two numbers in a comparison; strings differ early.
    private static func comparisonSteps(_ key: JSONValue) -> Int {
        switch key {
        case .number(let number): (number.byteCount >> 4) &* 2
        case .string(let text): text.utf8.count >> 7
        case .node(let node): node.kind == .number ? (node.byteCount >> 4) &* 2 : node.byteCount >> 7
        case .null, .bool, .array, .object: 0
        }
    }
}
