internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// Reads `expect` of a test.
struct ExpectationReader {
    /// What the test stands beside.
    let document: TestedDocument
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    func expectation(_ node: YAMLNode) -> TestExpectation? {
        guard let mapping = MappingReader(node, ExpectationKeys.table, diagnostics) else { return nil }
        var expect = TestExpectation()
        expect.status = mapping.value(ExpectationKeys.status)
        expect.outcomes = mapping[ExpectationKeys.outcome].map(outcomes) ?? []
        expect.body = mapping[ExpectationKeys.body].map { $0.literal(diagnostics) }
        expect.headers =
            mapping[ExpectationKeys.headers].map { TestHeaderReader(diagnostics: diagnostics).expected($0) } ?? []
        expect.calls = mapping[ExpectationKeys.calls].map(requests) ?? []
        expect.sent = mapping[ExpectationKeys.sent].map(bodies) ?? []
        expect.within = mapping.value(ExpectationKeys.within)
        return expect
    }

    private func outcomes(_ node: YAMLNode) -> [(call: String, word: String)] {
        members(node, "`outcome`", "`{ orders: timeout }`").compactMap { member in
            checkCall(member.key)
            guard let word = scalars.text(member.value, "an outcome") else { return nil }
            guard ExpectationKeys.words.contains(word.text) else {
                diagnostics.error(
                    .invalidOutcome, at: word.span, "`\(word.text)` is no way in which a call ends",
                    help: Suggestion.help(for: word.text, among: ExpectationKeys.words, called: "there are"))
                return nil
            }
            return (member.key.text, word.text)
        }
    }

    private func requests(_ node: YAMLNode) -> [ExpectedRequests] {
        members(node, "`calls`", "`{ orders: 1 }`").flatMap { member in
            checkCall(member.key)
            return requests(of: member.key.text, member.value, ExpectedRequestsKeys.table)
        }
    }

    /// What is expected of a call, or of an undo, and of what takes the call back.
    private func requests(of call: String, _ node: YAMLNode, _ table: KeyTable) -> [ExpectedRequests] {
        guard case .mapping = node.content else {
            return scalars.integer(node, "how many requests a call makes", in: ExpectationKeys.callCounts)
                .map { [ExpectedRequests(call: call, times: $0)] } ?? []
        }
        guard let mapping = MappingReader(node, table, diagnostics) else { return [] }
        var expected = ExpectedRequests(call: call, times: mapping.value(ExpectedRequestsKeys.times))
        expected.body = mapping[ExpectedRequestsKeys.body].map { $0.literal(diagnostics) }
        expected.headers =
            mapping[ExpectedRequestsKeys.headers].map { TestHeaderReader(diagnostics: diagnostics).expected($0) } ?? []
        let undo = mapping[ExpectedRequestsKeys.undo].map {
            requests(of: UndoPlan.name(ofCall: call), $0, ExpectedRequestsKeys.undoTable)
        }
        return [expected] + (undo ?? [])
    }

    private func bodies(_ node: YAMLNode) -> [(call: String, body: JSONValue)] {
        members(node, "`sent`", "`{ order: { quantity: 1 } }`").map { member in
            checkCall(member.key)
            return (member.key.text, member.value.literal(diagnostics))
        }
    }

    private func checkCall(_ key: YAMLScalar) {
        guard !document.calls.contains(key.text) else { return }
        switch document.kind {
        case .endpoint:
            diagnostics.error(
                .unknownCall, at: key.span, "this endpoint has no call `\(key.text)`",
                help: Suggestion.help(for: key.text, among: document.calls, called: "calls"))
        case .route, .limit, .balance, .check:
            diagnostics.error(
                .unknownService, at: key.span, "this route sends nothing to a service `\(key.text)`",
                help: Suggestion.help(for: key.text, among: document.calls, called: "services"))
        }
    }

    private func members(_ node: YAMLNode, _ what: String, _ example: String) -> [YAMLMember] {
        if case .mapping(let members) = node.content { return members }
        if !node.isBroken {
            diagnostics.error(
                .wrongType, at: node.span, "\(what) must be a mapping of calls, not \(node.kindInWords)",
                help: "write it like \(example)")
        }
        return []
    }
}
