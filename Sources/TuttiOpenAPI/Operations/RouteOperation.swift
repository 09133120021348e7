internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan

/// The entry of one route in `paths`: what is known of it, and nothing of what its service takes and sends.
struct RouteOperation {
    /// The Operation Object.
    let json: JSONValue

    init(_ route: RoutePlan, id: String, parameterNames: [String]) {
        var operation = JSONObject()
        operation["operationId"] = .string(id)
        operation["summary"] = route.summary.map { .string($0) }
        if case .literal(let first)? = route.path.segments.first { operation["tags"] = .strings([first]) }
        if !parameterNames.isEmpty {
            operation["parameters"] = .array(
                parameterNames.map {
                    [
                        "name": .string($0), "in": "path", "required": true,
                        "schema": ["type": "string", "minLength": 1],
                    ]
                })
        }
        var responses = JSONObject(Self.responses(route.action).members)
        let isLimited = route.limits.contains { !$0.isObserving }
        for (status, text) in route.access.problems(of: route.method) + (isLimited ? [(429, Responses.tooOften)] : []) {
            responses[String(status)] = [
                "description": .string(text),
                "headers": Responses.headers(status, isComposed: false, isTagged: false, isLimited: isLimited),
                "content": ["application/problem+json": ["schema": .reference("schemas/Problem")]],
            ]
        }
        operation["responses"] = .object(responses)
        json = .object(operation)
    }

    private static func responses(_ action: RouteAction) -> JSONValue {
        switch action {
        case .forward: ["default": ["description": "What the service answers."]]
        case .redirect(let redirect):
            .members([
                (
                    "\(redirect.status)",
                    [
                        "description": "It is found elsewhere.",
                        "headers": ["Location": ["required": true, "schema": ["type": "string"]]],
                    ]
                )
            ])
        case .respond(let response): .members([("\(response.status)", content(response))])
        case .files: ["default": ["description": "A file."]]
        }
    }

    private static func content(_ response: FixedResponse) -> JSONValue {
        let description: (String, JSONValue) = ("description", "A response that is always the same kind.")
        return switch response.body {
        case .json: .members([description, ("content", ["application/json": [:]])])
        case nil, .text: .members([description])
        }
    }
}
