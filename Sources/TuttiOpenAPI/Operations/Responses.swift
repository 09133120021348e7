internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan

/// The responses of an endpoint, by status.
struct Responses {
    /// The Responses Object: composed responses, then problems by status, then whatever else there is.
    let json: JSONValue

    /// Of an endpoint.
    ///
    /// - Parameters:
    ///   - endpoint: whose responses these are.
    ///   - response: the name of the component that describes a composed response.
    ///   - example: a composed response.
    init(_ endpoint: EndpointPlan, response: String, example: JSONValue?) {
        var content = JSONObject([("schema", .reference("schemas/" + response))])
        content["example"] = example
        let partial = endpoint.statuses.partial
        var texts: [Int: [String]] = [:]
        if partial == 200 {
            texts[200] = ["The composed response. `Composition-Status` says what became of each call."]
        } else {
            texts[200] = ["The composed response; no call failed."]
            texts[partial] = [
                "The composed response without what some calls had for it; `Composition-Status` says which and why."
            ]
        }
        let problems = ProblemCauses(endpoint)
        for (status, text) in problems.texts { texts[status, default: []].append(text) }
        let isLimited = endpoint.limits.contains { !$0.isObserving }
        if isLimited { texts[429, default: []].append(Self.tooOften) }

        var responses = JSONObject()
        let composed = partial == 200 ? [200] : [200, partial]
        for status in composed + texts.keys.filter({ !composed.contains($0) }).sorted() {
            var media = JSONObject()
            if composed.contains(status) {
                // The example is of a whole response, or of any where partial ones have the same status.
                media["application/json"] =
                    status == 200 ? .object(content) : ["schema": .reference("schemas/" + response)]
            }
            if problems.texts[status] != nil || isLimited && status == 429 {
                media["application/problem+json"] = ["schema": .reference("schemas/Problem")]
            }
            responses[String(status)] = [
                "description": .string(texts[status, default: []].joined(separator: " ")),
                "headers": Self.headers(
                    status, isComposed: composed.contains(status) || problems.composed.contains(status),
                    isTagged: status == 200 && endpoint.isTagged, isLimited: isLimited),
                "content": .object(media),
            ]
        }
        if endpoint.isTagged {
            responses["304"] = [
                "description": "The client has the response already: `If-None-Match` names its `ETag`.",
                "headers": Self.headers(304, isComposed: true, isTagged: true, isLimited: isLimited),
            ]
        }
        responses["default"] = .reference("responses/Problem")
        json = .object(responses)
    }

    /// What leads to 429.
    static let tooOften = "The client has asked too often: `violated-policies` names the limits."

    /// The headers of responses with a status.
    static func headers(_ status: Int, isComposed: Bool, isTagged: Bool, isLimited: Bool) -> JSONValue {
        var headers = JSONObject()
        if isComposed { headers["Composition-Status"] = .reference("headers/Composition-Status") }
        if isLimited {
            headers["RateLimit"] = .reference("headers/RateLimit")
            headers["RateLimit-Policy"] = .reference("headers/RateLimit-Policy")
        }
        if isTagged { headers["ETag"] = .reference("headers/ETag") }
        if status == 429 || status == 503 { headers["Retry-After"] = .reference("headers/Retry-After") }
        if status == 401 { headers["WWW-Authenticate"] = .reference("headers/WWW-Authenticate") }
        return .object(headers)
    }
}

extension EndpointPlan {
    /// Whether its responses have an `ETag`.
    fileprivate var isTagged: Bool { edge.hasEntityTags && method == .get }
}
