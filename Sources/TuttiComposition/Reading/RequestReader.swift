internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiSchema

/// Reads `request` of an endpoint.
struct RequestReader {
    let schemas: SchemaReader
    let diagnostics: DiagnosticCollector

    /// What parameters of the path there are; nil where that could not be read.
    let pathNames: [String]?

    /// What is asked of requests; nil after a mistake that leaves nothing.
    func request(_ node: YAMLNode, method: String?) -> RequestPlan? {
        guard let mapping = MappingReader(node, RequestKeys.table, diagnostics) else { return nil }
        var request = RequestPlan()
        if let body = mapping[RequestKeys.body] {
            request.body = schemas.schema(body, "`body`")
            if let method, ["GET", "HEAD", "DELETE", "OPTIONS"].contains(method) {
                diagnostics.error(
                    .bodyNotAllowed, at: mapping.keySpan(RequestKeys.body) ?? body.span,
                    "requests with \(method) have no body that means anything",
                    help: "use `query`, or answer POST, PUT or PATCH")
            }
        } else if let span = mapping.keySpan(RequestKeys.bodyRequired) {
            diagnostics.error(
                .missingKey, at: span, "`body-required` says nothing without `body`",
                help: "add `body: true` for any body")
        }
        request.bodyIsRequired = mapping.valueOrDefault(RequestKeys.bodyRequired) ?? true
        request.refusesUnknownQuery = mapping.valueOrDefault(RequestKeys.unknownQuery) ?? false
        request.path = parameters(mapping[RequestKeys.path], of: .path)
        request.query = parameters(mapping[RequestKeys.query], of: .query)
        request.headers = parameters(mapping[RequestKeys.headers], of: .headers)
        return request
    }

    private enum Place: String {
        case path, query, headers
    }

    private func parameters(_ node: YAMLNode?, of place: Place) -> [ParameterPlan] {
        guard let node, !node.isBroken else { return [] }
        guard case .mapping(let members) = node.content else {
            diagnostics.error(
                .wrongType, at: node.span, "`\(place.rawValue)` must be a mapping, not \(node.kindInWords)",
                help: "each parameter under its name: `\(place.rawValue): { limit: integer }`")
            return []
        }
        return members.compactMap { parameter($0, of: place) }
    }

    private func parameter(_ member: YAMLMember, of place: Place) -> ParameterPlan? {
        var name = member.key.text
        switch place {
        case .query: break
        case .path:
            if let pathNames, !pathNames.contains(name) {
                diagnostics.error(
                    .unknownName, at: member.key.span, "the path has no parameter `{\(name)}`",
                    help: Suggestion.help(for: name, among: pathNames, called: "its parameters"))
            }
        case .headers:
            guard let header = HeaderNameReader(diagnostics: diagnostics).name(member.key) else { return nil }
            name = header.canonicalName
        }
        switch member.value.content {
        case .scalar:
            guard let type = type(member.value) else { return nil }
            return plan(name, type, isList: false, [("type", .string(type.rawValue))], member, of: place)
        case .mapping(let keys): return parameter(name, keys, member, of: place)
        case .sequence:
            diagnostics.error(
                .wrongType, at: member.value.span, "a parameter is a type or a mapping, not a list",
                help: "write it like `{ type: integer, minimum: 1 }`")
            return nil
        }
    }

    private func parameter(
        _ name: String, _ keys: [YAMLMember], _ member: YAMLMember, of place: Place
    ) -> ParameterPlan? {
        func value(_ key: String) -> YAMLNode? { keys.first { $0.key.text == key }?.value }
        guard let typeNode = value("type") else {
            diagnostics.error(
                .missingKey, at: member.key.span, "the parameter `\(member.key.text)` has no `type`",
                help: "its text is read as one: " + Self.types(place))
            return nil
        }
        var schema = JSONObject()
        for key in keys where key.key.text != "required" && key.key.text != "default" {
            schema[key.key.text] = key.value.literal(diagnostics)
        }
        guard typeNode.scalar?.text == "array" else {
            guard let type = type(typeNode) else { return nil }
            return plan(
                name, type, isList: false, schema.members, member, of: place, required: value("required"),
                value("default"))
        }
        guard place == .query else {
            diagnostics.error(
                .wrongType, at: typeNode.span, "only a parameter of the query can be there several times",
                help: "types are " + Self.types(place))
            return nil
        }
        guard let items = value("items"), case .mapping(let ofItems) = items.content,
            let itemType = ofItems.first(where: { $0.key.text == "type" })?.value, let type = type(itemType)
        else {
            diagnostics.error(
                .missingKey, at: typeNode.span, "`items` must say of which type the values are",
                help: "write `{ type: array, items: { type: integer } }`")
            return nil
        }
        return plan(
            name, type, isList: true, schema.members, member, of: place, required: value("required"), value("default"))
    }

    private func type(_ node: YAMLNode) -> ParameterType? {
        guard let scalar = ScalarReader(diagnostics: diagnostics).text(node, "the type of a parameter") else {
            return nil
        }
        if let type = ParameterType(rawValue: scalar.text) { return type }
        let names = ParameterType.allCases.map(\.rawValue)
        diagnostics.error(
            .wrongType, at: scalar.span, "`\(scalar.text)` is no type of a parameter",
            help: Suggestion.help(for: scalar.text, among: names, called: "types"))
        return nil
    }

    private static func types(_ place: Place) -> String {
        (ParameterType.allCases.map(\.rawValue) + (place == .query ? ["array"] : [])).map { "`\($0)`" }.joined(
            separator: ", ")
    }

    private func plan(
        _ name: String, _ type: ParameterType, isList: Bool, _ schema: [(name: String, value: JSONValue)],
        _ member: YAMLMember, of place: Place, required: YAMLNode? = nil, _ standard: YAMLNode? = nil
    ) -> ParameterPlan? {
        let scalars = ScalarReader(diagnostics: diagnostics)
        var isRequired = required.flatMap { scalars.bool($0, "`required`") } ?? false
        if place == .path {
            isRequired = true
            if let span = standard?.span {
                diagnostics.error(
                    .wrongType, at: span, "a parameter of the path is always there, and needs no `default`",
                    help: "remove it")
                return nil
            }
        }
        if isRequired, let standard, place != .path {
            diagnostics.error(
                .wrongType, at: standard.span, "a parameter that is `required` has no `default`",
                help: "remove one of the two")
            return nil
        }
        guard let compiled = schemas.compile(.object(JSONObject(schema)), of: member.value) else { return nil }
        var value: JSONValue?
        if let standard {
            let literal = standard.literal(diagnostics)
            let faults = (try? JSONDocument(parsing: literal.jsonBytes)).map(compiled.faults) ?? []
            if let fault = faults.first {
                diagnostics.error(
                    .wrongType, at: standard.span, "the `default` itself doesn't fit: it \(fault.detail)",
                    help: "name a value that a client may send")
                return nil
            }
            value = literal
        }
        return ParameterPlan(
            name: name, type: type, isList: isList, schema: compiled, isRequired: isRequired, standard: value)
    }
}
