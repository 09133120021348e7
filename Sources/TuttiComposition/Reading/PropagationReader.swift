internal import TuttiPlan

/// Reads `propagate` of a service or of `defaults`: `false`, or a list of what is passed on.
struct PropagationReader {
    let diagnostics: DiagnosticCollector

    /// The words of a list.
    static let words: [(word: String, meaning: Propagation)] = [
        ("request-id", .requestID), ("trace-context", .traceContext),
    ]

    func propagation(_ node: YAMLNode) -> Propagation? {
        switch node.scalar?.kind {
        case .bool(let isOn): return isOn ? .all : []
        default: break
        }
        let parts: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
        var propagation: Propagation = []
        var isSound = true
        for part in parts {
            guard let scalar = ScalarReader(diagnostics: diagnostics).text(part, "an entry of `propagate`") else {
                isSound = false
                continue
            }
            if let word = Self.words.first(where: { $0.word == scalar.text }) {
                propagation.insert(word.meaning)
                continue
            }
            isSound = false
            let isTrace = ["traceparent", "tracestate"].contains(scalar.text.lowercased())
            diagnostics.error(
                .wrongType, at: scalar.span, "`\(scalar.text)` is nothing that `propagate` names",
                help: isTrace
                    ? "`trace-context` means `traceparent` and `tracestate`"
                    : scalar.text.lowercased() == "x-request-id"
                        ? "the id of the request is called `request-id`"
                        : Suggestion.help(for: scalar.text, among: Self.words.map(\.word), called: "words are")
                            + "; other headers are passed on by `forward-headers`")
        }
        return isSound ? propagation : nil
    }
}
