internal import TuttiJSON

/// The keys by which elements are sorted: all are numbers, or all are strings.
enum SortKeys {
    case numbers([JSONNumber])
    case texts(JSONTextList)

    /// Whether all keys are strings; false when all are numbers, or there is none.
    static func areTexts(_ keys: [JSONValue], _ arguments: Arguments) throws(EvaluationError) -> Bool {
        let areTexts = keys.first?.kind == .string
        if let odd = keys.first(where: { $0.kind != (areTexts ? .string : .number) }) {
            throw arguments.invalidKey(odd, wanted: "numbers only or strings only")
        }
        return areTexts
    }

    /// The keys, which are all strings or all numbers, as ``areTexts(_:_:)`` has found.
    init(_ keys: [JSONValue], areTexts: Bool) {
        self = areTexts ? .texts(JSONTextList(keys)) : .numbers(keys.compactMap(\.number))
    }

    /// Calls `body` with the order of the keys at two places: negative where the left one is less, 0 where both are equal.
    func withOrder<R>(_ body: (_ order: (Int, Int) -> Int) -> R) -> R {
        switch self {
        case .numbers(let keys): body { left, right in keys[left].compared(to: keys[right]) }
        case .texts(let keys): keys.withOrder(body)
        }
    }
}
