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
        let keys = try SortKeys(values, arguments)
        // Comparisons of a sort: about n · log₂ n.
        let logarithm = Int.bitWidth - elements.count.leadingZeroBitCount
        let isSort = function == .sort || function == .sortBy
        let rounds = isSort ? logarithm : 1
        try spend(elements.count &* rounds, at: arguments.range)
        let steps = values.reduce(0) { $0 &+ Self.comparisonSteps($1) }
        try spend(steps &* rounds, at: arguments.range)
        switch function {
        case .max, .maxBy:
            // Of equal ones the first.
            return elements.indices.max { keys.areInOrder($0, $1) || (!keys.areInOrder($1, $0) && $0 > $1) }
                .map { elements[$0] } ?? .null
        case .min, .minBy: return elements.indices.min(by: keys.areInOrder).map { elements[$0] } ?? .null
        default:
            // The place decides between equal ones: the sort is stable.
            let order = elements.indices.sorted { keys.areInOrder($0, $1) || (!keys.areInOrder($1, $0) && $0 < $1) }
            return .array(order.map { elements[$0] })
        }
    }

    /// What comparing a key twice costs beyond one step: none for what is short.
    ///
    /// All digits of a number are read each time, most often of two numbers in a comparison; strings differ early.
    private static func comparisonSteps(_ key: JSONValue) -> Int {
        switch key {
        case .number(let number): (number.text.utf8.count >> 4) &* 2
        case .string(let text): text.utf8.count >> 7
        case .node(let node): node.withRawBytes { node.kind == .number ? ($0.count >> 4) &* 2 : $0.count >> 7 }
        case .null, .bool, .array, .object: 0
        }
    }
}

/// What the elements are ordered by: all numbers or all strings.
private enum SortKeys {
    case numbers([JSONNumber])
    case strings([String])

    init(_ keys: [JSONValue], _ arguments: Arguments) throws(EvaluationError) {
        if keys.first?.kind == .string {
            self = .strings(keys.compactMap(\.string))
        } else {
            self = .numbers(keys.compactMap(\.number))
        }
        guard count != keys.count else { return }
        let kind = keys.first?.kind == .string ? JSONKind.string : .number
        let odd = keys.first { $0.kind != kind } ?? .null
        throw arguments.invalidKey(odd, wanted: "numbers only or strings only")
    }

    private var count: Int {
        switch self {
        case .numbers(let keys): keys.count
        case .strings(let keys): keys.count
        }
    }

    /// Whether the key at the left place is less.
    ///
    /// Strings are ordered by code point, which is the order of their UTF-8.
    func areInOrder(_ left: Int, _ right: Int) -> Bool {
        switch self {
        case .numbers(let keys): keys[left] < keys[right]
        case .strings(let keys): keys[left].utf8.lexicographicallyPrecedes(keys[right].utf8)
        }
    }
}
