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

    // MARK: - Groups

    /// `group_by` and `index_by`.
    mutating func group(_ function: Function, _ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        // The object tells names apart by code points, as JSON does, and the groups are in the order of its members.
        var result = JSONObject()
        var groups: [[JSONValue]] = []
        for element in arguments[0].elements {
            let key = try evaluate(arguments.reference, element)
            guard let name = try groupName(key, arguments) else { continue }
            try spend(4, at: arguments.range)
            if let place = result.place(of: name) {
                if function == .indexBy {
                    result.replaceValue(at: place, with: element)
                } else {
                    groups[place].append(element)
                }
            } else {
                try spend(12, at: arguments.range)
                result.insert(name, element)
                if function == .groupBy { groups.append([element]) }
            }
        }
        for (place, group) in groups.enumerated() { result.replaceValue(at: place, with: .array(group)) }
        return .object(result)
    }

    /// The name under which an element goes; nil for one that has no key and is left out (the specification says so of `group_by`).
    private func groupName(_ key: JSONValue, _ arguments: Arguments) throws(EvaluationError) -> String? {
        if key.isNull { return nil }
        if arguments.function == .indexBy {
            guard let name = key.memberName else { throw arguments.invalidKey(key, wanted: "strings or numbers") }
            return name
        }
        guard let name = key.string else { throw arguments.invalidKey(key, wanted: "strings") }
        return name
    }
}
