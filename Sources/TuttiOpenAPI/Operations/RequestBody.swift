internal import TuttiJSON
internal import TuttiPlan
internal import TuttiSimulation

/// The JSON body of an endpoint that reads one.
struct RequestBody {
    /// The name of the component.
    let name: String
    /// What is known of it: the members that expressions read, with the types that they have in tests.
    ///
    /// Nothing is called required: without a body, or a member, expressions read null.
    let schema: JSONValue
    /// The Request Body Object.
    let json: JSONValue

    /// Nil for an endpoint that reads no body.
    init?(_ endpoint: EndpointPlan, samples: [AnswerSample], shown: AnswerSample?, name: String) {
        guard endpoint.reads.contains(.body) else { return nil }
        self.name = name
        var draft = SchemaDraft()
        for sample in samples { if let body = sample.request.body { draft.add(body) } }
        for member in endpoint.readParameters.body.names { draft.addMember(member) }
        schema = draft.schema(requiresMembers: false)
        var content = JSONObject([("schema", .reference("schemas/" + name))])
        content["example"] = shown?.request.body
        json = ["content": ["application/json": .object(content)]]
    }
}
