internal import TuttiJSON
internal import TuttiSchema
internal import TuttiSystem

/// Reads JSON Schemas that stand in a file of the folder, or beside it.
final class SchemaReader {
    private let gateway: GatewayReader.Result
    private let diagnostics: DiagnosticCollector

    /// The files that were read, by their paths, as they looked just before.
    private(set) var files: [String: FileStamp] = [:]

    init(gateway: GatewayReader.Result, diagnostics: DiagnosticCollector) {
        (self.gateway, self.diagnostics) = (gateway, diagnostics)
    }

    /// The schema, or the one in the file that is named; nil after a mistake.
    ///
    /// `what` is the key, for messages.
    func schema(_ node: YAMLNode, _ what: String) -> JSONSchema? {
        guard case .mapping(let members) = node.content, let member = members.first, member.key.text == "file" else {
            return compile(node, what)
        }
        guard members.count == 1 else {
            diagnostics.error(
                .unknownKey, at: members[1].key.span, "beside `file` there is nothing else",
                help: "put it into the file")
            return nil
        }
        guard let path = ScalarReader(diagnostics: diagnostics).text(member.value, "`file`") else { return nil }
        let place = gateway.place(of: path)
        files[place] = FileStamp(of: place)
        let reader = NamedDocumentReader(
            code: .invalidSchema, content: "schema", gateway: gateway, diagnostics: diagnostics)
        return reader.root(path).flatMap { compile($0, "a schema") }
    }

    private func compile(_ node: YAMLNode, _ what: String) -> JSONSchema? {
        let isBool: Bool = if case .bool? = node.scalar?.kind { true } else { false }
        guard isBool || node.scalar == nil else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "\(what) must be a JSON Schema, not \(node.kindInWords)",
                    help:
                        "write it as a mapping, `{ type: object, properties: { … } }`, or name its file: `{ file: order.schema.json }`"
                )
            }
            return nil
        }
        return compile(node.literal(diagnostics), of: node)
    }

    /// A schema that was made of a node; its mistakes are reported there.
    func compile(_ value: JSONValue, of node: YAMLNode) -> JSONSchema? {
        do throws(SchemaMistakes) {
            let schema = try JSONSchema(value)
            report(schema.warnings, in: node)
            return schema
        } catch {
            report(error.all, in: node)
            return nil
        }
    }

    private func report(_ mistakes: [SchemaMistake], in node: YAMLNode) {
        for mistake in mistakes {
            let span = Self.span(of: mistake.path, in: node)
            if mistake.isWarning {
                diagnostics.warning(.invalidSchema, at: span, mistake.message, help: mistake.help ?? "remove it")
            } else {
                diagnostics.error(.invalidSchema, at: span, mistake.message, help: mistake.help)
            }
        }
    }

    /// Where what a path leads to stands: its value where that is one word, else its key.
    private static func span(of path: [String], in node: YAMLNode) -> SourceSpan {
        var (node, span) = (node, node.span)
        for name in path {
            switch node.content {
            case .mapping(let members):
                guard let member = members.first(where: { $0.key.text == name }) else { return span }
                (node, span) = (member.value, member.value.scalar == nil ? member.key.span : member.value.span)
            case .sequence(let elements):
                guard let index = Int(name), elements.indices.contains(index) else { return span }
                (node, span) = (elements[index], elements[index].span)
            case .scalar: return span
            }
        }
        return span
    }
}
