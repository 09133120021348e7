internal import TuttiJSON

/// What elements are ordered by: all numbers or all strings.
enum SortKeys {
    case numbers([JSONNumber])
    case texts(JSONTextList)

    init(_ keys: [JSONValue], _ arguments: Arguments) throws(EvaluationError) {
        let isText = keys.first?.kind == .string
        if let odd = keys.first(where: { $0.kind != (isText ? .string : .number) }) {
            throw arguments.invalidKey(odd, wanted: "numbers only or strings only")
        }
        self = isText ? .texts(JSONTextList(keys)) : .numbers(keys.compactMap(\.number))
    }

    /// Calls `body` with the order of the keys at two places: negative where the left one is less, 0 where both are equal.
    func withOrder<R>(_ body: (_ order: (Int, Int) -> Int) -> R) -> R {
        switch self {
        case .numbers(let keys): body { left, right in keys[left].compared(to: keys[right]) }
        case .texts(let keys): keys.withOrder(body)
        }
    }
}
