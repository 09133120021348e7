internal import TuttiJSON

extension Evaluator {
    /// `contains`, `length`, `map`, `reverse`, `zip`, `concat`, `to_array`.
    mutating func array(_ function: Function, _ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        switch function {
        case .contains: return .bool(try contains(arguments))
        case .length:
            if arguments[0].kind == .object { try spend(arguments[0].count &* 4, at: arguments.range) }
            if arguments[0].kind == .string {
                try spend((arguments.text(0) ?? "").utf8.count >> 5, at: arguments.range)
            }
            let length =
                switch arguments[0].kind {
                case .string: (arguments.text(0) ?? "").unicodeScalars.count
                case .object: arguments[0].distinctCount
                default: arguments[0].count
                }
            return .number(JSONNumber(length))
        case .map:
            let elements = arguments[1].elements
            var result: [JSONValue] = []
            result.reserveCapacity(elements.count)
            for element in elements { result.append(try evaluate(arguments.reference, element)) }
            return .array(result)
        case .reverse: return try reversed(arguments)
        case .zip: return try zipped(arguments)
        case .concat:
            var result: [JSONValue] = []
            for value in arguments.values {
                try spend(value.count &* 2, at: arguments.range)
                result += value.elements
            }
            return .array(result)
        default: return arguments[0].kind == .array ? arguments[0] : .array([arguments[0]])
        }
    }

    private mutating func contains(_ arguments: Arguments) throws(EvaluationError) -> Bool {
        guard arguments[0].kind == .string else {
            try spend(arguments[0].count >> 3, at: arguments.range)
            for element in arguments[0].elements {
                if try equal(element, arguments[1], at: arguments.range) { return true }
            }
            return false
        }
        guard let wanted = arguments.text(1) else { return false }
        if wanted.isEmpty { return true }
        let places = Arguments(
            function: .findFirst, range: arguments.range, values: arguments.values, reference: arguments.reference)
        return try !search(.findFirst, places).isNull
    }

    private mutating func reversed(_ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        guard let text = arguments.text(0) else {
            try spend(arguments[0].count &* 2, at: arguments.range)
            return .array(arguments[0].elements.reversed())
        }
        try spendText(text.utf8.count, at: arguments.range)
        try spend(text.utf8.count >> 3, at: arguments.range)
        return .string(Self.string(text.unicodeScalars.reversed()))
    }

    /// As many rows as the shortest array has elements.
    private mutating func zipped(_ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        let rows = arguments.values.map(\.count).min() ?? 0
        // Rows times columns is at most the sum of what the arrays hold: no overflow.
        try spend((rows * arguments.values.count) &* 3, at: arguments.range)
        let columns = arguments.values.map(\.elements)
        return .array((0..<rows).map { row in .array(columns.map { $0[row] }) })
    }
}

extension JSONValue {
    /// How many members an object has, a repeated name counted once.
    fileprivate var distinctCount: Int {
        if case .node(let node) = self { node.members.count } else { count }
    }
}
