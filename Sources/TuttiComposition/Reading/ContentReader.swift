internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiXML

/// Reads what a call sends, `body`, `form` or `graphql`, and how its response is read, `into`.
struct ContentReader {
    let mapping: MappingReader
    let values: ValueCompiler
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// What is sent, and as what; nil for nothing.
    func content(_ method: HTTPRequest.Method, into uses: inout [CallUse]) -> (CallPlan.BodyFormat, ValueTemplate)? {
        let given = CallKeys.contents.filter { mapping[$0] != nil }
        for extra in given.dropFirst() {
            guard let span = mapping.keySpan(extra), let first = mapping.keySpan(given[0]) else { continue }
            diagnostics.error(
                .wrongType, at: span, "a call has one body, and this one has `\(given[0].name)` and `\(extra.name)`",
                help: "remove one of the two", related: [("the first one", first)])
        }
        if let node = mapping[CallKeys.body] { return (.json, values.compile(node, into: &uses)) }
        if let node = mapping[CallKeys.form] { return (.form, form(node, &uses)) }
        if let node = mapping[CallKeys.graphQL] { return graphQL(node, method, &uses).map { (.graphQL, $0) } }
        return nil
    }

    private func form(_ node: YAMLNode, _ uses: inout [CallUse]) -> ValueTemplate {
        let template = values.compile(node, into: &uses)
        switch (node.content, template) {
        case (.mapping(let members), _):
            for member in members {
                guard case .mapping = member.value.content else { continue }
                diagnostics.error(
                    .wrongType, at: member.value.span, "a field of a form can't be a mapping",
                    help: "a list repeats the field; `to_string(…)` sends JSON")
            }
        case (_, .constant(let value)) where value.kind != .object && !value.isNull:
            diagnostics.error(
                .wrongType, at: node.span, "`form` takes an object, and this is always \(value.kind.indefinite)",
                help: "name the fields: `{ user: path.id }`")
        case (.sequence, _):
            diagnostics.error(
                .wrongType, at: node.span, "`form` takes an object, and this is a list",
                help: "name the fields: `{ user: path.id }`")
        default: break
        }
        return template
    }

    private func graphQL(_ node: YAMLNode, _ method: HTTPRequest.Method, _ uses: inout [CallUse]) -> ValueTemplate? {
        if method != .post, let span = mapping.keySpan(CallKeys.graphQL) {
            diagnostics.error(
                .bodyNotAllowed, at: span, "a GraphQL query is sent by `post`",
                help: "write `post: /graphql` in place of the method")
        }
        guard let inner = MappingReader(node, GraphQLKeys.table, diagnostics) else { return nil }
        var members: [ValueTemplate.Member] = []
        if let query = inner[GraphQLKeys.query], let text = scalars.text(query, "`query`") {
            checkQuery(text)
            members.append(ValueTemplate.Member(name: "query", value: .constant(.string(text.text))))
        } else if !inner.has(GraphQLKeys.query) {
            diagnostics.error(
                .missingKey, at: inner.span, "`graphql` has no `query`",
                help: "write it like `query: \"query ($id: ID!) { user(id: $id) { name } }\"`")
        }
        if let operation = inner.value(GraphQLKeys.operation) {
            members.append(ValueTemplate.Member(name: "operationName", value: .constant(.string(operation))))
        }
        if let node = inner[GraphQLKeys.variables] {
            let variables = values.compile(node, into: &uses)
            let kind: JSONKind? =
                switch variables {
                case .constant(let value): value.kind
                case .array: .array
                case .expression, .object: nil
                }
            if let kind, kind != .object, kind != .null {
                diagnostics.error(
                    .wrongType, at: node.span, "`variables` is an object, and this is always \(kind.indefinite)",
                    help: "name the variables: `{ id: path.id }`")
            }
            members.append(ValueTemplate.Member(name: "variables", value: variables))
        }
        return .object(members)
    }

    private func checkQuery(_ text: YAMLScalar) {
        guard text.text.allSatisfy(\.isWhitespace) else { return }
        diagnostics.error(
            .wrongType, at: text.span, "the query is empty",
            help: "write it like `query: \"query ($id: ID!) { user(id: $id) { name } }\"`")
    }

    /// How the response is read; nil where nothing is said, or after a mistake.
    func reading(of format: CallPlan.BodyFormat) -> CallPlan.BodyKind? {
        guard let node = mapping[CallKeys.into] else { return nil }
        if format == .graphQL, let span = mapping.keySpan(CallKeys.into) {
            diagnostics.error(
                .wrongType, at: span, "a response to a GraphQL query is JSON, and `into` says how another one is read",
                help: "remove it")
            return nil
        }
        if case .mapping = node.content { return xml(node) }
        guard let word = scalars.text(node, "`into`") else { return nil }
        switch word.text {
        case "json": return .json
        case "text": return .text
        case "xml": return .xml(XMLReading())
        case "form": return .form
        case "lines": return .lines
        default:
            diagnostics.error(
                .wrongType, at: word.span, "`into` can't be `\(word.text)`",
                help: Suggestion.help(for: word.text, among: CallKeys.intoWords, called: "use"))
            return nil
        }
    }

    private func xml(_ node: YAMLNode) -> CallPlan.BodyKind? {
        guard let outer = MappingReader(node, XMLKeys.outer, diagnostics), let node = outer[XMLKeys.xml],
            let inner = MappingReader(node, XMLKeys.table, diagnostics)
        else { return nil }
        guard let list = inner[XMLKeys.lists] else { return .xml(XMLReading()) }
        guard case .sequence(let elements) = list.content, !elements.isEmpty else {
            diagnostics.error(
                .wrongType, at: list.span, "`lists` is a list of names of elements", help: "write it like `[item]`")
            return nil
        }
        let names = elements.compactMap { element -> String? in
            guard let text = scalars.text(element, "the name of an element") else { return nil }
            let name = text.text
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: ":")), !name.utf8.contains(UInt8(ascii: ".")),
                name.utf8.first != UInt8(ascii: "@")
            else {
                diagnostics.error(
                    .invalidName, at: text.span, "`\(name)` is not the name of an element",
                    help: "the name alone, without a prefix or a path: `item`; it holds for all elements of that name")
                return nil
            }
            return name
        }
        return names.count == elements.count ? .xml(XMLReading(lists: names)) : nil
    }
}
