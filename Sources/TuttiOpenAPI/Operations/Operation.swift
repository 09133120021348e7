internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiSimulation

/// The entry of one endpoint in `paths`, and the schemas that it refers to.
struct Operation {
    /// The Operation Object.
    let json: JSONValue
    /// Components of this endpoint alone.
    let schemas: [(name: String, schema: JSONValue)]
    /// Whether only what is certain of the response is known.
    let isSketchy: Bool

    init(
        _ endpoint: EndpointPlan, id: String, parameterNames: [String], services: [ServicePlan],
        samples: [ResponseSample]
    ) {
        let typeName = id.prefix(1).uppercased() + id.dropFirst()
        // What the documentation shows: a response in which all is well, if there is one.
        let shown = samples.first(where: \.isWhole) ?? samples.first
        let response = ResponseSchema(endpoint, samples: samples, name: typeName + "Response")
        let needs = RequestNeeds(endpoint)
        let body = RequestBody(
            endpoint, needs: needs.body, samples: samples, shown: shown, name: typeName + "Request")
        let parameters = Parameters(
            endpoint, needs: needs, pathNames: parameterNames, pathExamples: shown?.request.pathParameters ?? [],
            services: services)
        let responses = Responses(endpoint, response: response.name, example: shown?.body)

        var operation = JSONObject()
        operation["operationId"] = .string(id)
        operation["summary"] = endpoint.summary.map { .string($0) }
        if !parameters.remarks.isEmpty { operation["description"] = .string(parameters.remarks.joined(separator: " ")) }
        if case .literal(let first)? = endpoint.path.segments.first { operation["tags"] = .strings([first]) }
        if !parameters.json.isEmpty { operation["parameters"] = .array(parameters.json) }
        operation["requestBody"] = body?.json
        operation["responses"] = responses.json
        operation["x-tutti-calls"] = .array(endpoint.calls.map(\.summary))
        json = .object(operation)
        schemas = [(response.name, response.json)] + (body.map { [($0.name, $0.schema)] } ?? [])
        isSketchy = response.isSketchy
    }
}

extension CallPlan {
    /// An entry of `x-tutti-calls`: what the call means for the response, and nothing of where it goes.
    fileprivate var summary: JSONValue {
        [
            "name": .string(name),
            "required": .bool(isRequired),
            "sections": .strings(sections.map(\.description)),
            "otherwise": .array(otherwise.map(\.summary)),
        ]
    }
}

extension Fallback {
    /// What stands in: `stale` responses with their greatest age in seconds, a `value`, or what is `computed` from other calls.
    fileprivate var summary: JSONValue {
        switch self {
        case .stale(nil): ["kind": "stale"]
        case .stale(let age?):
            ["kind": "stale", "at-most": .number(JSONNumber(age.inSeconds) ?? JSONNumber(0))]
        case .value(.constant(let value)): ["kind": "value", "value": value]
        case .value: ["kind": "computed"]
        }
    }
}
