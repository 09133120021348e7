internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiSchema

/// What an endpoint takes from the path, the query, the headers and the cookies of a request.
struct Parameters {
    /// Parameter Objects: path, query, headers, cookies; each name once in its place.
    private(set) var json: [JSONValue] = []
    /// What no list of parameters can say.
    private(set) var remarks: [String] = []

    private var taken: Set<[String]> = []
    private let needs: RequestNeeds
    private let request: RequestPlan?

    /// Header parameters of these names are ignored, as OpenAPI describes them elsewhere (3.1, Parameter Object).
    private static let ignoredHeaders: Set<String> = ["accept", "authorization", "content-type"]

    init(
        _ endpoint: EndpointPlan, needs: RequestNeeds, pathNames: [String], pathExamples: [String],
        services: [ServicePlan]
    ) {
        self.needs = needs
        request = endpoint.request
        for ((index, name), own) in zip(pathNames.enumerated(), endpoint.path.parameterNames) {
            let typed = endpoint.request?.path.first { $0.name == own }
            var parameter: [(name: String, value: JSONValue)] = [
                ("required", true),
                ("schema", typed.map(Self.schema) ?? Self.pathText(needs.path.member(own).uses)),
            ]
            if pathExamples.indices.contains(index) { parameter.append(("example", .string(pathExamples[index]))) }
            add(name, in: "path", parameter)
        }
        for parameter in request?.query ?? [] { addTyped(parameter, in: "query") }
        for parameter in request?.headers ?? [] where !Self.ignoredHeaders.contains(parameter.name) {
            addTyped(parameter, in: "header")
        }
        addQuery(endpoint)
        addFields(endpoint, services)
    }

    /// Whatever becomes of a parameter, a client's path has no empty segment for it, no NUL, and no dot segment.
    private static func pathText(_ uses: ValueUses) -> JSONValue {
        var schema = JSONObject(uses.textSchema([#"^[^\u0000]*$"#]).members)
        schema["minLength"] = 1
        if !uses.contains(.segment) { schema["not"] = ["enum": [".", ".."]] }
        return .object(schema)
    }

    private mutating func addQuery(_ endpoint: EndpointPlan) {
        let (first, all) = (endpoint.readParameters.query, endpoint.readParameters.queryAll)
        let texts: JSONValue = ["type": "array", "items": ["type": "string"]]
        if endpoint.allowsFields {
            add(
                "fields", in: "query",
                [
                    ("description", "Members of the response that are wanted; calls that feed no other are not made."),
                    ("style", "form"), ("explode", false), ("schema", FieldsSchema(of: endpoint).json),
                ])
        }
        for name in first.names + all.names {
            addText(name, in: "query", needs.query, all.names.contains(name) ? texts : nil)
        }
        guard first.isOpen || all.isOpen, request?.refusesUnknownQuery != true else { return }
        // An object in the style `form` is any number of parameters; its own name is not sent.
        var name = "parameters"
        while taken.contains([name, "query"]) { name += "_" }
        add(
            name, in: "query",
            [
                ("description", "Parameters of any name can matter."), ("style", "form"), ("explode", true),
                ("schema", ["type": "object", "additionalProperties": all.isOpen ? texts : ["type": "string"]]),
            ])
    }

    private mutating func addFields(_ endpoint: EndpointPlan, _ services: [ServicePlan]) {
        let read = endpoint.readParameters
        addKey(endpoint)
        for name in read.headers.names where !Self.ignoredHeaders.contains(name) {
            addText(name, in: "header", needs.headers)
        }
        for (name, calls) in Self.forwarded(endpoint, services) where !Self.ignoredHeaders.contains(name) {
            let list = calls.map { "`\($0)`" }.joined(separator: ", ")
            add(
                name, in: "header", [("description", .string("Sent on with \(list).")), ("schema", ["type": "string"])])
        }
        for name in read.cookies.names { addText(name, in: "cookie", needs.cookies) }
        if read.headers.isOpen { remarks.append("Headers of any name can matter.") }
        if read.cookies.isOpen { remarks.append("Cookies of any name can matter.") }
    }

    /// The `Idempotency-Key`, where the endpoint asks for one or a call is made with it.
    private mutating func addKey(_ endpoint: EndpointPlan) {
        guard endpoint.repeats != nil || endpoint.calls.contains(where: { $0.idempotency == .client }) else { return }
        add(
            "idempotency-key", in: "header",
            [
                (
                    "description",
                    "Another one for each request, such as a UUID, and the same when a request is repeated."
                ),
                ("required", .bool(endpoint.repeats?.isRequired == true)),
                (
                    "schema",
                    // Without quotes, which may stand around it.
                    [
                        "type": "string", "minLength": 1, "maxLength": .number(JSONNumber(IdempotencyKey.longest)),
                        "pattern": "^[!#-~]([ -~]*[!-~])?$",
                    ]
                ),
            ])
    }

    /// The client's headers that services are sent, and the names of the calls, in their order.
    private static func forwarded(
        _ endpoint: EndpointPlan, _ services: [ServicePlan]
    ) -> [(name: String, calls: [String])] {
        var headers: [(name: String, calls: [String])] = []
        for call in endpoint.calls where services.indices.contains(call.service) {
            // What the file says replaces what the client says.
            let service = services[call.service]
            let named = call.headers.map(\.name) + service.headers.map(\.name)
            for header in call.forwardedHeaders ?? service.forwardedHeaders where !named.contains(header) {
                if let place = headers.firstIndex(where: { $0.name == header.canonicalName }) {
                    headers[place].calls.append(call.name)
                } else {
                    headers.append((header.canonicalName, [call.name]))
                }
            }
        }
        return headers
    }

    /// Adds a parameter that is one text, unless a schema says otherwise.
    private mutating func addText(
        _ name: String, in place: String, _ needs: RequestNeeds.Need, _ schema: JSONValue? = nil
    ) {
        let need = needs.member(name)
        let required: [(name: String, value: JSONValue)] = need.isRequired ? [("required", true)] : []
        add(name, in: place, required + [("schema", schema ?? need.uses.textSchema())])
    }

    private mutating func addTyped(_ parameter: ParameterPlan, in place: String) {
        let required: [(name: String, value: JSONValue)] = parameter.isRequired ? [("required", true)] : []
        add(parameter.name, in: place, required + [("schema", Self.schema(parameter))])
    }

    /// The schema that the file gives, with the value that is read where the parameter isn't there.
    private static func schema(_ parameter: ParameterPlan) -> JSONValue {
        guard let standard = parameter.standard else { return parameter.schema.source }
        return .object(JSONObject(parameter.schema.source.members + [("default", standard)]))
    }

    private mutating func add(_ name: String, in place: String, _ members: [(name: String, value: JSONValue)]) {
        guard taken.insert([name, place]).inserted else { return }
        json.append(.object(JSONObject([("name", .string(name)), ("in", .string(place))] + members)))
    }
}
