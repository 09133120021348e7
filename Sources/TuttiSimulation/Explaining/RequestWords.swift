internal import TuttiJSON
internal import TuttiPlan
internal import TuttiSchema

/// What is asked of requests to an endpoint, as `tutti explain` says it.
struct RequestWords {
    private let plan: RequestPlan?

    init(_ plan: RequestPlan?) {
        self.plan = plan
    }

    private var parameters: [(place: String, parameter: ParameterPlan)] {
        guard let plan else { return [] }
        return plan.path.map { ("path", $0) } + plan.query.map { ("query", $0) } + plan.headers.map { ("header", $0) }
    }

    /// A line for each part; none where nothing is asked.
    var lines: [String] {
        guard let plan else { return [] }
        var lines = parameters.map { place, parameter in
            var words = "\(place) \(parameter.name): \(Self.words(parameter)), else 400"
            if let standard = parameter.standard { words += "; \(standard.jsonText) if it is not there" }
            return words
        }
        if plan.refusesUnknownQuery { lines.append("query: no other parameters, else 400") }
        if plan.body != nil {
            lines.append("body: fits its schema\(plan.bodyIsRequired ? "" : ", if there is one"), else 422")
        }
        return lines
    }

    /// The same for `--json`; null where nothing is asked.
    var json: JSONValue {
        guard let plan else { return .null }
        let parameters = parameters.map { place, parameter -> JSONValue in
            [
                "in": .string(place), "name": .string(parameter.name), "required": .bool(parameter.isRequired),
                "default": parameter.standard ?? .null, "schema": parameter.schema.source,
            ]
        }
        return [
            "parameters": .array(parameters), "unknownQuery": .string(plan.refusesUnknownQuery ? "refused" : "allowed"),
            "body": plan.body?.source ?? .null, "bodyRequired": .bool(plan.body != nil && plan.bodyIsRequired),
        ]
    }

    /// The type and what else the schema says, in its own words: "integer, minimum 1, maximum 100".
    private static func words(_ parameter: ParameterPlan) -> String {
        var words = parameter.isList ? ["list of \(parameter.type.rawValue)"] : [parameter.type.rawValue]
        for (name, value) in parameter.schema.source.members
        where !["type", "items", "description", "title"].contains(name) {
            words.append("\(name) \(value.string ?? value.jsonText)")
        }
        if parameter.isRequired { words.append("required") }
        return words.joined(separator: ", ")
    }
}
