internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

/// Reads what a service does in a test: `timeout`, `503`, `{ body: {…} }`, or a list of these.
struct AnswerReader {
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    static let words = ServiceAnswer.failures.map(\.rawValue)
    private static let forms = "write `timeout`, `503`, or `{ status: 200, body: {} }`"

    /// The answers in turn; empty after a diagnostic.
    func answers(_ node: YAMLNode) -> [ServiceAnswer] {
        guard case .sequence(let elements) = node.content else { return answer(node).map { [$0] } ?? [] }
        if elements.isEmpty {
            diagnostics.error(.invalidAnswer, at: node.span, "this list has no answer", help: Self.forms)
        }
        return elements.compactMap(answer)
    }

    private func answer(_ node: YAMLNode) -> ServiceAnswer? {
        switch node.content {
        case .scalar(let scalar): return node.isBroken ? nil : word(scalar)
        case .mapping(let members):
            guard !members.isEmpty else {
                diagnostics.error(.invalidAnswer, at: node.span, "this says nothing of an answer", help: Self.forms)
                return nil
            }
            guard !members.allSatisfy({ Self.isForeign($0.key) }) else {
                diagnostics.error(
                    .invalidAnswer, at: members.first?.key.span ?? node.span, "an answer has its JSON under `body`",
                    help: "write `{ body: { … } }`; beside it stand `status`, `headers`, `after`")
                return nil
            }
            return MappingReader(node, .answer, diagnostics).flatMap(mapping)
        case .sequence:
            diagnostics.error(
                .wrongType, at: node.span, "a list of answers can't hold a list", help: "write all answers in one list")
            return nil
        }
    }

    /// Whether a key is none of an answer, nor near one.
    private static func isForeign(_ key: YAMLScalar) -> Bool {
        let keys = KeyTable.answer.keys
        return !keys.contains(key.text) && NearestName.to(key.text, among: keys) == nil
    }

    private func word(_ scalar: YAMLScalar) -> ServiceAnswer? {
        if let answer = ServiceAnswer(word: scalar.text) { return answer }
        if scalar.text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !scalar.text.isEmpty {
            diagnostics.error(
                .invalidStatus, at: scalar.span, "`\(scalar.text)` is not a status: 200 to 599", help: Self.forms)
        } else {
            diagnostics.error(
                .invalidAnswer, at: scalar.span, "`\(scalar.text)` is no answer of a service",
                help: NearestName.to(scalar.text, among: Self.words).map { "did you mean `\($0)`?" }
                    ?? "a status, a mapping with `body`, or one of "
                    + Self.words.map { "`\($0)`" }.joined(separator: ", "))
        }
        return nil
    }

    private func mapping(_ fields: MappingReader) -> ServiceAnswer? {
        let after = fields["after"].flatMap { scalars.duration($0, "`after`") }
        if let node = fields["fail"] {
            for key in ["status", "headers", "body", "text"] {
                guard let span = fields.keySpan(key) else { continue }
                diagnostics.error(
                    .invalidAnswer, at: span, "an answer that fails has no `\(key)`", help: "remove one of the two")
            }
            return failure(node, after)
        }
        let status = fields["status"].map { scalars.integer($0, "`status`", in: 200...599) } ?? 200
        let headers = fields["headers"].map { FieldReader(diagnostics: diagnostics).fields($0) } ?? []
        let body = body(fields)
        return status.map { ServiceAnswer(.response(status: $0, fields: headers, body: body), after: after) }
    }

    private func failure(_ node: YAMLNode, _ after: TimeSpan?) -> ServiceAnswer? {
        guard let scalar = scalars.text(node, "`fail`") else { return nil }
        guard let reason = ServiceAnswer.failures.first(where: { $0.rawValue == scalar.text }) else {
            diagnostics.error(
                .invalidAnswer, at: scalar.span, "`\(scalar.text)` is no way in which a request fails",
                help: Suggestion.help(for: scalar.text, among: Self.words, called: "there are"))
            return nil
        }
        return ServiceAnswer(.failure(reason), after: after)
    }

    private func body(_ fields: MappingReader) -> ServiceAnswer.Body {
        if let node = fields["text"] {
            if let span = fields.keySpan("body") {
                diagnostics.error(
                    .invalidAnswer, at: span, "an answer has one body, and this one has `body` and `text`",
                    help: "`body` is JSON, `text` is sent as it is")
            }
            return scalars.text(node, "`text`").map { .text($0.text) } ?? .none
        }
        // `body: null` is the JSON text null, an answer without `body` is empty.
        return fields["body"].map { .json($0.literal(diagnostics)) } ?? .none
    }
}
