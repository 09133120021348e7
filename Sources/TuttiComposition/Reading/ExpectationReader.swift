internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// Reads `expect` of a test.
struct ExpectationReader {
    let calls: [String]
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    private static let words = TestExpectation.outcomeWords + FailureReason.allCases.map(\.rawValue)

    func expectation(_ node: YAMLNode) -> TestExpectation? {
        guard let mapping = MappingReader(node, .expectation, diagnostics) else { return nil }
        var expect = TestExpectation()
        expect.status = mapping["status"].flatMap { scalars.integer($0, "`status`", in: 200...599) }
        expect.outcomes = mapping["outcome"].map(outcomes) ?? []
        expect.body = mapping["body"].map { $0.literal(diagnostics) }
        expect.headers = mapping["headers"].map { TestHeaderReader(diagnostics: diagnostics).expected($0) } ?? []
        expect.calls = mapping["calls"].map(counts) ?? []
        expect.sent = mapping["sent"].map(bodies) ?? []
        expect.within = mapping["within"].flatMap { scalars.duration($0, "`within`") }
        return expect
    }

    private func outcomes(_ node: YAMLNode) -> [(call: String, word: String)] {
        members(node, "`outcome`", "`{ orders: timeout }`").compactMap { member in
            checkCall(member.key)
            guard let word = scalars.text(member.value, "an outcome") else { return nil }
            guard Self.words.contains(word.text) else {
                diagnostics.error(
                    .invalidOutcome, at: word.span, "`\(word.text)` is no way in which a call ends",
                    help: Suggestion.help(for: word.text, among: Self.words, called: "there are"))
                return nil
            }
            return (member.key.text, word.text)
        }
    }

    private func counts(_ node: YAMLNode) -> [(call: String, count: Int)] {
        members(node, "`calls`", "`{ orders: 1 }`").compactMap { member in
            checkCall(member.key)
            return scalars.integer(member.value, "how many requests a call makes", in: 0...1_000_000)
                .map { (member.key.text, $0) }
        }
    }

    private func bodies(_ node: YAMLNode) -> [(call: String, body: JSONValue)] {
        members(node, "`sent`", "`{ order: { quantity: 1 } }`").map { member in
            checkCall(member.key)
            return (member.key.text, member.value.literal(diagnostics))
        }
    }

    private func checkCall(_ key: YAMLScalar) {
        guard !calls.contains(key.text) else { return }
        diagnostics.error(
            .unknownCall, at: key.span, "this endpoint has no call `\(key.text)`",
            help: Suggestion.help(for: key.text, among: calls, called: "calls"))
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
