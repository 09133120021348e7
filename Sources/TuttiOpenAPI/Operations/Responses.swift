internal import HTTPTypes
internal import TuttiEngine
internal import TuttiExpressions
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
        let composed = Self.composed(endpoint)
        var texts: [String: [String]] = composed.reduce(into: [:]) { $0[$1.status] = [$1.text] }
        let problems = ProblemCauses(endpoint)
        for (status, text) in problems.texts { texts[String(status), default: []].append(text) }
        let isLimited = endpoint.limits.contains { !$0.isObserving }
        if isLimited { texts["429", default: []].append(Self.tooOften) }
        let refused = endpoint.refusedStatuses(besides: texts.keys)
        for (status, calls) in refused {
            let list = calls.map { "`\(endpoint.calls[$0].name)`" }.joined(separator: ", ")
            texts[status, default: []].append("What a service says that has refused its part: \(list).")
        }

        var responses = JSONObject()
        let composedStatuses = composed.map(\.status)
        let slots = endpoint.slotShapes
        for status in composedStatuses + texts.keys.filter({ !composedStatuses.contains($0) }).sorted() {
            let isComposed = composedStatuses.contains(status)
            let code = Int(status)
            var media = JSONObject()
            if isComposed, !(code.map(StatusMapping.bodiless.contains) ?? false) {
                // The example is of a whole response, or of any where partial ones have the same status.
                media[endpoint.mediaType] =
                    status == composedStatuses.first ? .object(content) : ["schema": .reference("schemas/" + response)]
            }
            for call in refused[status] ?? [] {
                guard let body = endpoint.calls[call].refusals?.body else {
                    media["application/json"] = media["application/json"] ?? ["schema": [:]]
                    media["text/plain"] = ["schema": ["type": "string"]]
                    continue
                }
                let shape = body.valueShape { slots.indices.contains($0) ? slots[$0] : .any }
                media["application/json"] =
                    media["application/json"] ?? ["schema": SchemaDraft().schema(of: shape, requiresMembers: true)]
            }
            let isProblem = code.map { problems.texts[$0] != nil } ?? false
            // What a service says that is neither JSON nor text gives the problem.
            if isProblem || isLimited && code == 429 || refused[status] != nil {
                media["application/problem+json"] = ["schema": .reference("schemas/Problem")]
            }
            var headers = Self.headers(
                code ?? 0,
                isComposed: isComposed || refused[status] != nil || code.map(problems.composed.contains) ?? false,
                isTagged: code == 200 && endpoint.isTagged, isLimited: isLimited,
                isRepeatable: endpoint.repeats != nil)
            if isComposed { headers = Self.adding(endpoint.head, to: headers) }
            var entry = JSONObject([
                ("description", .string(texts[status, default: []].joined(separator: " "))), ("headers", headers),
            ])
            if media.count > 0 { entry["content"] = .object(media) }
            responses[status] = .object(entry)
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

    /// The statuses of composed responses, that of a whole one first, and what they mean.
    private static func composed(_ endpoint: EndpointPlan) -> [(status: String, text: String)] {
        let statuses = endpoint.statuses
        let success = endpoint.head?.status == nil ? String(statuses.success) : "2XX"
        let whole = "The composed response; no call failed."
        guard statuses.givesPartial, String(statuses.partial) != success else {
            let text = "`Composition-Status` says what became of each call."
            let isBodiless = StatusMapping.bodiless.contains(statuses.success)
            let first = isBodiless ? "It is done; there is no body." : "The composed response."
            return [(success, "\(first) \(text)")]
        }
        return [
            (success, whole),
            (
                String(statuses.partial),
                "The composed response without what some calls had for it; `Composition-Status` says which and why."
            ),
        ]
    }

    /// The headers with those that the file gives composed responses.
    private static func adding(_ head: ComposedHead?, to headers: JSONValue) -> JSONValue {
        guard let head, !head.headers.isEmpty else { return headers }
        var all = JSONObject(headers.members)
        // The media type stands above the body (OpenAPI 3.1, 4.8.17).
        for header in head.headers where header.name != .contentType {
            all[header.name.rawName] = ["schema": ["type": "string"]]
        }
        return .object(all)
    }

    /// What leads to 429.
    static let tooOften = "The client has asked too often: `violated-policies` names the limits."

    /// The headers of responses with a status.
    static func headers(
        _ status: Int, isComposed: Bool, isTagged: Bool, isLimited: Bool, isRepeatable: Bool = false
    ) -> JSONValue {
        var headers = JSONObject()
        if isComposed { headers["Composition-Status"] = .reference("headers/Composition-Status") }
        if isLimited {
            headers["RateLimit"] = .reference("headers/RateLimit")
            headers["RateLimit-Policy"] = .reference("headers/RateLimit-Policy")
        }
        if isTagged { headers["ETag"] = .reference("headers/ETag") }
        if isRepeatable, isComposed { headers["Idempotent-Replayed"] = .reference("headers/Idempotent-Replayed") }
        if status == 429 || status == 503 || isRepeatable && status == 409 {
            headers["Retry-After"] = .reference("headers/Retry-After")
        }
        if status == 401 { headers["WWW-Authenticate"] = .reference("headers/WWW-Authenticate") }
        return .object(headers)
    }
}

extension EndpointPlan {
    /// Whether its responses have an `ETag`: those with 200 alone.
    fileprivate var isTagged: Bool {
        edge.hasEntityTags && method == .get && (head?.status != nil || statuses.success == 200)
    }

    /// The media type of its composed responses.
    fileprivate var mediaType: String {
        guard case .literal(let text)? = head?.headers.first(where: { $0.name == .contentType })?.value.parts.first
        else { return "application/json" }
        return String(text.prefix { $0 != ";" && $0 != " " })
    }

    /// The calls whose services' words reach the client, by status: `402`, or `4XX` for all of these.
    ///
    /// Statuses that the endpoint maps to others are left out. Beside `4XX` they are also under those of these statuses that have entries of
    /// their own, which go before it.
    fileprivate func refusedStatuses(besides statuses: some Sequence<String>) -> [String: [Int]] {
        let mappings = self.statuses.calls
        var found: [String: [Int]] = [:]
        for call in callsToBlame {
            guard let refusals = calls[call].refusals else { continue }
            let mapping = mappings[call]
            var named: [Int] = []
            for range in refusals.ranges {
                if range == 400...499, mapping == nil {
                    found["4XX", default: []].append(call)
                } else {
                    named += range
                }
            }
            for status in Set(named).sorted()
            where !calls[call].accept.accepts(status) && refusals.contains(status) {
                let mapped = mapping?.status(of: .status, answered: status) ?? status
                if found[String(mapped)]?.contains(call) != true { found[String(mapped), default: []].append(call) }
            }
        }
        guard let all = found["4XX"] else { return found }
        for status in Set(statuses).union(found.keys) {
            guard let code = Int(status) else { continue }
            for call in all where calls[call].refusals?.contains(code) == true && !calls[call].accept.accepts(code) {
                if found[status]?.contains(call) != true { found[status, default: []].append(call) }
            }
        }
        return found.mapValues { $0.sorted() }
    }
}
