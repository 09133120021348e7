internal import TuttiJSON
internal import TuttiPlan

extension PreparedEndpoint {
    /// The selection of a client's `?fields=`; nil for the whole response.
    ///
    /// - Throws: ``FieldSelection/Mistake`` for a list that can't be read, or a member that the response can't have.
    func selection(of request: ClientRequest) throws(FieldSelection.Mistake) -> FieldSelection? {
        guard plan.allowsFields, !request.query.isEmpty else { return nil }
        let values = QueryParameters(request.query).allValues.member("fields")?.elements ?? []
        guard !values.isEmpty else { return nil }
        let text = values.compactMap(\.string).joined(separator: ",")
        let selection = try FieldSelection(parsing: text)
        if let responseShape { try selection.check(against: responseShape) }
        return selection
    }

    /// Which calls the selected part of the response needs, by index: those it shows, those they read, required ones, and ones that
    /// change something.
    func calls(for selection: FieldSelection) -> [Bool] {
        // A section shows a call or what happened to it: `meta.user.status` needs the call, too.
        var wanted = calls.map { call in
            call.plan.isRequired || !call.plan.isSafe
                || call.plan.sections.contains { selection.includes($0.tokens[...], of: plan.response) }
        }
        for call in head?.calls ?? [] where wanted.indices.contains(call) { wanted[call] = true }
        var open = wanted.indices.filter { wanted[$0] }
        while let call = open.popLast() {
            for input in calls[call].plan.inputs where input.isRead && !wanted[input.call] {
                wanted[input.call] = true
                open.append(input.call)
            }
        }
        return wanted
    }
}
