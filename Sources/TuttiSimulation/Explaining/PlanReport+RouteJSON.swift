internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

extension PlanReport {
    /// The object of a route in ``json``.
    static func value(_ route: RouteExplanation, prefix: String) -> JSONValue {
        let plan = route.plan
        var forward = JSONValue.null
        var redirect = JSONValue.null
        var respond = JSONValue.null
        var files = JSONValue.null
        switch plan.action {
        case .forward(let plan): forward = value(plan, of: route)
        case .redirect(let plan):
            redirect = [
                "to": .string(plan.location.source), "status": .integer(plan.status),
                "passesQuery": .bool(plan.passesQuery),
            ]
        case .respond(let response): respond = value(response)
        case .files(let plan):
            files = [
                "folder": .string(plan.source), "fallback": .text(plan.fallback),
                "cacheControl": .text(plan.cacheControl),
            ]
        }
        return [
            "route": .string(plan.name),
            "method": .text(plan.method?.rawValue),
            "path": .string(plan.path.description),
            "summary": .text(plan.summary),
            "file": .string(prefix + plan.position.file),
            "line": .integer(plan.position.line),
            "when": .text(plan.condition?.source),
            "forward": forward,
            "redirect": redirect,
            "respond": respond,
            "files": files,
            "responseHeaders": value(plan.responseHeaders),
            "policies": route.policies.json(behind: prefix),
        ]
    }

    private static func value(_ plan: ForwardPlan, of route: RouteExplanation) -> JSONValue {
        var (strip, rewrite) = (JSONValue.null, JSONValue.null)
        switch plan.target {
        case .unchanged: break
        case .stripped(let segments): strip = .integer(segments)
        case .rewritten(let template): rewrite = .string(template.source)
        }
        return [
            "services": .array(
                plan.split.shares.map { share in
                    [
                        "service": .string(route.service(share.service)),
                        "points": .integer(share.points.count),
                        "timeoutMs": .milliseconds(share.timeout),
                        "retry": share.retry.map { value($0, budget: route.retryBudget(share.service)) } ?? .null,
                    ]
                }),
            "sticky": .text(plan.split.sticky?.source),
            "stripSegments": strip,
            "rewrite": rewrite,
            "headers": value(plan.headers),
            "mirror": plan.mirror.map { mirror in
                [
                    "service": .string(route.service(mirror.service)),
                    "points": .integer(Int((mirror.share * Double(ServiceSplit.pointCount)).rounded())),
                ]
            } ?? .null,
            "idleTimeoutMs": .milliseconds(plan.idleTimeout),
            "cache": plan.cache.map(PlanReport.value) ?? .null,
            "maxRequestBody": plan.maximumRequestBody.map { .integer($0) } ?? .null,
            "buffersRequest": .bool(plan.buffersRequest),
            "allowsEncodedSlashes": .bool(plan.allowsEncodedSlashes),
        ]
    }

    private static func value(_ response: FixedResponse) -> JSONValue {
        var (body, text) = (JSONValue.null, JSONValue.null)
        switch response.body {
        case nil: break
        case .json(let value): body = .string(value.source)
        case .text(let given): text = .string(given)
        }
        return ["status": .integer(response.status), "body": body, "text": text]
    }

    private static func value(_ changes: [HeaderChange]) -> JSONValue {
        .array(changes.map { ["name": .string($0.name.canonicalName), "value": .text($0.value?.source)] })
    }
}
