internal import TuttiJSON

extension Evaluator {
    /// `group_by` and `index_by`.
    mutating func group(_ function: Function, _ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        var names: [String] = []
        var groups: [[JSONValue]] = []
        var places: [[UInt8]: Int] = [:]
        for element in arguments[0].elements {
            let key = try evaluate(arguments.reference, element)
            guard let name = try groupName(key, arguments) else { continue }
            // By bytes: two names that only look alike are two names in JSON.
            let bytes = Array(name.utf8)
            if let place = places[bytes] {
                if function == .indexBy { groups[place] = [element] } else { groups[place].append(element) }
            } else {
                places[bytes] = groups.count
                names.append(name)
                groups.append([element])
            }
        }
        var result = JSONObject()
        result.reserveCapacity(names.count)
        for (name, group) in Swift.zip(names, groups) {
            let value = function == .indexBy ? group.first ?? .null : .array(group)
            try set(name, to: value, in: &result, arguments)
        }
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
