extension EndpointPlan {
    /// Indices of the calls that can cause a problem: the required ones that can fail, and every call that one of these depends on.
    ///
    /// If all calls are optional and can fail: the first, or any where clients choose `fields`.
    package var callsToBlame: [Int] {
        var blamed = Set(calls.indices.filter { calls[$0].isRequired && calls[$0].canFail })
        if !calls.contains(where: { $0.isRequired || !$0.canFail }) {
            blamed = allowsFields ? Set(calls.indices) : Set(calls.indices.prefix(1))
        }
        var open = Array(blamed)
        while let call = open.popLast() {
            for input in calls[call].inputs where !input.copesWithNull && calls[input.call].canFail {
                if blamed.insert(input.call).inserted { open.append(input.call) }
            }
        }
        return blamed.sorted()
    }
}
