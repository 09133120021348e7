internal import HTTPTypes
internal import TuttiPlan
internal import TuttiSchema

/// Reads `expects` of a call: a schema of its response, or a mapping with the schema in it.
struct ResponseExpectationReader {
    let schemas: SchemaReader
    let diagnostics: DiagnosticCollector

    /// What the response must be like; nil where nothing is said, and after a mistake.
    ///
    /// `call` is the call as far as it is read: its method, and how its response is read.
    func expectation(_ mapping: MappingReader, of call: CallDraft) -> ResponseExpectation? {
        guard let node = mapping[CallKeys.expects] else { return nil }
        if let nothing = Self.nothingToCheck(call) {
            diagnostics.error(
                .wrongType, at: mapping.keySpan(CallKeys.expects) ?? node.span,
                "\(nothing), and `expects` is a JSON Schema of the response", help: "remove one of the two")
            return nil
        }
        let names = [MismatchKeys.schema.name, MismatchKeys.onMismatch.name]
        guard case .mapping(let members) = node.content, members.contains(where: { names.contains($0.key.text) }) else {
            return schema(node, "`expects`").map { ResponseExpectation(schema: $0, fails: true) }
        }
        guard let long = MappingReader(node, MismatchKeys.table, diagnostics) else { return nil }
        guard let inner = long[MismatchKeys.schema] else {
            if long.unknown.isEmpty {
                diagnostics.error(
                    .missingKey, at: long.span, "`on-mismatch` stands beside a `schema`, and there is none",
                    help: "write `{ schema: { … }, on-mismatch: warn }`")
            }
            return nil
        }
        let fails = long.valueOrDefault(MismatchKeys.onMismatch) ?? true
        return schema(inner, "`schema`").map { ResponseExpectation(schema: $0, fails: fails) }
    }

    /// Why a response has nothing that a schema says something about; nil where it has.
    private static func nothingToCheck(_ call: CallDraft) -> String? {
        if call.method == .head { return "a response to `head` has no body" }
        return call.bodyKind == .text ? "`into: text` takes the response as text" : nil
    }

    /// Not a boolean, which is a schema, too: `false` is what turns other keys of a call off, and no response would fit it.
    private func schema(_ node: YAMLNode, _ what: String) -> JSONSchema? {
        guard case .bool? = node.scalar?.kind else { return schemas.schema(node, what) }
        diagnostics.error(
            .wrongType, at: node.span, "\(what) must be a JSON Schema, not \(node.kindInWords)",
            help: "write it as a mapping, `{ type: object, properties: { … } }`; without `expects` nothing is asked")
        return nil
    }
}
