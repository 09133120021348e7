internal import TuttiJSON
internal import TuttiPlan
internal import TuttiSchema
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
        let declared = endpoint.request?.body
        schema =
            declared.map { Self.placed($0.source, name: name) }
            ?? Self.schema(
                needs, examples: samples.compactMap(\.request.body), names: endpoint.readParameters.body.names)
        var content = JSONObject([("schema", .reference("schemas/" + name))])
        content["example"] = shown?.request.body
        var body = JSONObject()
        if needs.isRequired || declared != nil && endpoint.request?.bodyIsRequired == true { body["required"] = true }
        var types: [(name: String, value: JSONValue)] = [("application/json", .object(content))]
        // A form is read as an object of text, which a schema of the file may not allow.
        if declared == nil {
            let form = JSONObject([("schema", .reference("schemas/" + name))])
            types.append(("application/x-www-form-urlencoded", .object(form)))
        }
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

    /// The schema of the file as a component: references into it lead to where it stands in the description.
    ///
    /// With an `$id`, it is a resource of its own, and references in it lead where they have led.
    private static func placed(_ schema: JSONValue, name: String) -> JSONValue {
        guard schema.member("$id") == nil else { return schema }
        return moved(schema, to: "#/components/schemas/" + name)
    }

    private static func moved(_ value: JSONValue, to place: String) -> JSONValue {
        switch value.kind {
        case .array: return .array(value.elements.map { moved($0, to: place) })
        case .object:
            return .object(
                JSONObject(
                    distinct: value.members.map { name, member in
                        guard name == "$ref", let reference = member.string,
                            reference == "#" || reference.hasPrefix("#/")
                        else { return (name, moved(member, to: place)) }
                        return (name, .string(place + reference.dropFirst()))
                    }))
        case .string, .number, .bool, .null: return value
        }
    }

    /// Values that the place has in tests, each once.
    private static func add(_ examples: [JSONValue], to schema: inout JSONObject) {
        var different: [JSONValue] = []
        for example in examples where !different.contains(example) { different.append(example) }
        if !different.isEmpty { schema["examples"] = .array(Array(different.prefix(3))) }
    }
}
