internal import TuttiJSON

extension Evaluator {
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
