internal import TuttiJSON
internal import TuttiPlan
internal import TuttiSimulation

/// The JSON Schema of an endpoint's composed responses.
struct ResponseSchema {
    /// The name of the component.
    let name: String
    /// The schema: the one in the file; else what is certain of `response`, and what the responses in the tests show beside it.
    let json: JSONValue
    /// Whether it is what is certain of `response` and nothing more.
    let isSketchy: Bool

    init(_ endpoint: EndpointPlan, samples: [ResponseSample], name: String) {
        self.name = name
        isSketchy = endpoint.schema == nil && samples.isEmpty
        if let schema = endpoint.schema {
            json = Self.given(schema, name, endpoint)
            return
        }
        let inferred = Self.inferred(samples, endpoint)
        json = endpoint.metaMember.map { Self.adding($0, to: inferred, endpoint) } ?? inferred
    }

    /// The author's words, with the member for `meta` beside them if they don't speak of it.
    private static func given(_ schema: JSONValue, _ name: String, _ endpoint: EndpointPlan) -> JSONValue {
        let place = "#/components/schemas/\(name)"
        guard let member = endpoint.metaMember, schema.member("properties")?.member(member) == nil else {
            return LocalReferences(now: place).moved(schema)
        }
        let meta = adding(member, to: ["type": "object", "properties": [:]], endpoint)
        return ["allOf": [LocalReferences(now: place + "/allOf/0").moved(schema), meta]]
    }

    private static func inferred(_ samples: [ResponseSample], _ endpoint: EndpointPlan) -> JSONValue {
        var draft = SchemaDraft()
        for sample in samples { draft.add(without(endpoint.metaMember, sample.body)) }
        return draft.schema(of: endpoint.responseShape, requiresMembers: !endpoint.allowsFields)
    }

    private static func without(_ member: String?, _ body: JSONValue) -> JSONValue {
        guard let member, body.kind == .object else { return body }
        var object = JSONObject(body.members)
        object[member] = nil
        return .object(object)
    }

    /// A schema of an object with one more member: what became of each call.
    private static func adding(_ member: String, to schema: JSONValue, _ endpoint: EndpointPlan) -> JSONValue {
        let names = endpoint.calls.map(\.name)
        var call = JSONObject([("$ref", "#/components/schemas/CallStatement")])
        if !endpoint.allowsFields { call["required"] = ["outcome", "ms", "attempts"] }
        var statement = JSONObject([
            ("type", "object"), ("properties", .object(JSONObject(names.map { ($0, .object(call)) }))),
        ])
        if !endpoint.allowsFields { statement["required"] = .strings(names) }
        var object = JSONObject(schema.members)
        var properties = JSONObject(object["properties"]?.members ?? [])
        properties[member] = .object(statement)
        object["properties"] = .object(properties)
        if !endpoint.allowsFields {
            object["required"] = .array((object["required"]?.elements ?? []) + [.string(member)])
        }
        return .object(object)
    }
}
