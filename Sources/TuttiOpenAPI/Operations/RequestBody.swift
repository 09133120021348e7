internal import TuttiJSON
internal import TuttiPlan
internal import TuttiSimulation

/// The JSON body of an endpoint that reads one.
struct RequestBody {
    /// The name of the component.
    let name: String
    /// The members that expressions read or tests send, with the values that they have in tests as examples.
    ///
    /// It forbids only what is refused for certain: what else a body may hold is for the services to say.
    let schema: JSONValue
    /// The Request Body Object.
    let json: JSONValue

    /// Nil for an endpoint that reads no body.
    init?(
        _ endpoint: EndpointPlan, needs: RequestNeeds.Need, samples: [ResponseSample], shown: ResponseSample?,
        name: String
    ) {
        guard endpoint.reads.contains(.body) else { return nil }
        self.name = name
        schema = Self.schema(
            needs, examples: samples.compactMap(\.request.body), names: endpoint.readParameters.body.names)
        var content = JSONObject([("schema", .reference("schemas/" + name))])
        content["example"] = shown?.request.body
        var body = JSONObject()
        if needs.isRequired { body["required"] = true }
        // A form is read as an object of text.
        let form = JSONObject([("schema", .reference("schemas/" + name))])
        let types: [(name: String, value: JSONValue)] = [
            ("application/json", .object(content)), ("application/x-www-form-urlencoded", .object(form)),
        ]
        body["content"] = .object(JSONObject(types))
        json = .object(body)
    }

    private static func schema(_ need: RequestNeeds.Need, examples: [JSONValue], names: [String]) -> JSONValue {
        var all = names
        for name in need.members.map(\.name) + examples.flatMap({ $0.members.map(\.name) }) where !all.contains(name) {
            all.append(name)
        }
        if let values = need.uses.valueSchema {
            var schema = JSONObject(values.members)
            add(examples, to: &schema)
            return .object(schema)
        }
        var schema = JSONObject()
        if need.isRequired { schema["type"] = "object" }
        guard !all.isEmpty else {
            add(examples, to: &schema)
            return .object(schema)
        }
        schema["properties"] = .object(
            JSONObject(
                all.map { name in
                    (name, Self.schema(need.member(name), examples: examples.compactMap { $0.member(name) }, names: []))
                }))
        let required = need.members.filter(\.need.isRequired).map(\.name)
        if !required.isEmpty { schema["required"] = .strings(required) }
        return .object(schema)
    }

    /// Values that the place has in tests, each once.
    private static func add(_ examples: [JSONValue], to schema: inout JSONObject) {
        var different: [JSONValue] = []
        for example in examples where !different.contains(example) { different.append(example) }
        if !different.isEmpty { schema["examples"] = .array(Array(different.prefix(3))) }
    }
}
