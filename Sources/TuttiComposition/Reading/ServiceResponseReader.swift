internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

/// Reads what a service does in a test: `timeout`, `503`, `{ body: {…} }`, or a list of these.
struct ServiceResponseReader {
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    static let words = ServiceResponse.failures.map(\.rawValue)
    private static let forms = "write `timeout`, `503`, or `{ status: 200, body: {} }`"

    /// The responses in turn; empty after a diagnostic.
    func responses(_ node: YAMLNode) -> [ServiceResponse] {
        guard case .sequence(let elements) = node.content else { return response(node).map { [$0] } ?? [] }
        if elements.isEmpty {
            diagnostics.error(.invalidResponse, at: node.span, "this list has no response", help: Self.forms)
        }
        return elements.compactMap(response)
    }

    private func response(_ node: YAMLNode) -> ServiceResponse? {
        switch node.content {
        case .scalar(let scalar): return node.isBroken ? nil : word(scalar)
        case .mapping(let members):
            guard !members.isEmpty else {
                diagnostics.error(.invalidResponse, at: node.span, "this says nothing of a response", help: Self.forms)
                return nil
            }
            guard !members.allSatisfy({ Self.isForeign($0.key) }) else {
                diagnostics.error(
                    .invalidResponse, at: members.first?.key.span ?? node.span, "a response has its JSON under `body`",
                    help: "write `{ body: { … } }`; beside it stand `status`, `headers`, `after`")
                return nil
            }
            return MappingReader(node, ServiceResponseKeys.table, diagnostics).flatMap(mapping)
        case .sequence:
            diagnostics.error(
                .wrongType, at: node.span, "a list of responses can't hold a list",
                help: "write all responses in one list")
            return nil
        }
    }

    /// Whether a key is none of a response, nor near one.
    private static func isForeign(_ key: YAMLScalar) -> Bool {
        let table = ServiceResponseKeys.table
        return !table.contains(key.text) && NearestName.to(key.text, among: table.names) == nil
    }

    private func word(_ scalar: YAMLScalar) -> ServiceResponse? {
        if let response = ServiceResponse(word: scalar.text) { return response }
        if scalar.text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !scalar.text.isEmpty {
            diagnostics.error(
                .invalidStatus, at: scalar.span, "`\(scalar.text)` is not a status: 200 to 599", help: Self.forms)
        } else {
            diagnostics.error(
                .invalidResponse, at: scalar.span, "`\(scalar.text)` is no response of a service",
                help: NearestName.to(scalar.text, among: Self.words).map { "did you mean `\($0)`?" }
                    ?? "a status, a mapping with `body`, or one of "
                    + Self.words.map { "`\($0)`" }.joined(separator: ", "))
        }
        return nil
    }

    private func mapping(_ mapping: MappingReader) -> ServiceResponse? {
        let after = mapping.value(ServiceResponseKeys.after)
        if let node = mapping[ServiceResponseKeys.fail] {
            for key in ServiceResponseKeys.besidesFail {
                guard let span = mapping.keySpan(key) else { continue }
                diagnostics.error(
                    .invalidResponse, at: span, "a response that fails has no `\(key.name)`",
                    help: "remove one of the two")
            }
            return failure(node, after)
        }
        let status = mapping.valueOrDefault(ServiceResponseKeys.status)
        let headers =
            mapping[ServiceResponseKeys.headers].map { TestHeaderReader(diagnostics: diagnostics).headers($0) } ?? []
        let body = body(mapping)
        return status.map { ServiceResponse(.response(status: $0, headers: headers, body: body), after: after) }
    }

    private func failure(_ node: YAMLNode, _ after: TimeSpan?) -> ServiceResponse? {
        guard let scalar = scalars.text(node, "`fail`") else { return nil }
        guard let reason = ServiceResponse.failures.first(where: { $0.rawValue == scalar.text }) else {
            diagnostics.error(
                .invalidResponse, at: scalar.span, "`\(scalar.text)` is no way in which a request fails",
                help: Suggestion.help(for: scalar.text, among: Self.words, called: "there are"))
            return nil
        }
        return ServiceResponse(.failure(reason), after: after)
    }

    private func body(_ mapping: MappingReader) -> ServiceResponse.Body {
        if mapping[ServiceResponseKeys.text] != nil {
            if let span = mapping.keySpan(ServiceResponseKeys.body) {
                diagnostics.error(
                    .invalidResponse, at: span, "a response has one body, and this one has `body` and `text`",
                    help: "`body` is JSON, `text` is sent as it is")
            }
            return mapping.value(ServiceResponseKeys.text).map { .text($0) } ?? .none
        }
        // `body: null` is the JSON text null, a response without `body` is empty.
        return mapping[ServiceResponseKeys.body].map { .json($0.literal(diagnostics)) } ?? .none
    }
}
