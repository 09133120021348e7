internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

extension CallReport {
    /// What expressions see as `meta.<call>`.
    var meta: JSONValue {
        var members = publicMembers
        if !headers.isEmpty {
            var values = JSONObject()
            for header in headers {
                let name = header.name.canonicalName
                if header.name == .setCookie {
                    // `Set-Cookie` is never joined by commas (RFC 6265, 3): always a list, even of one value.
                    values[name] = .array((values[name]?.elements ?? []) + [.string(header.value)])
                } else {
                    // A repeated header is joined by commas (RFC 9110, 5.3).
                    values[name] = .string(values[name]?.string.map { $0 + ", " + header.value } ?? header.value)
                }
            }
            members.append(("headers", .object(values)))
        }
        return .object(JSONObject(distinct: members))
    }

    /// What clients see of it in the member that an endpoint's `meta` names: no headers.
    var statement: JSONValue {
        .object(JSONObject(distinct: publicMembers.filter { !$0.value.isNull }))
    }

    private var publicMembers: [(name: String, value: JSONValue)] {
        [
            (name: "outcome", value: .string(outcome.label)),
            (name: "reason", value: outcome.reason.map { .string($0.rawValue) } ?? .null),
            (name: "status", value: status.map { .number(JSONNumber($0)) } ?? .null),
            (name: "ms", value: .number(JSONNumber(Int(duration.milliseconds)))),
            (name: "attempts", value: .number(JSONNumber(attempts))),
            (name: "age", value: age.map { .number(JSONNumber(Int($0.inSeconds))) } ?? .null),
            (name: "failed", value: failedItems.map { .number(JSONNumber($0)) } ?? .null),
            (name: "unmatched", value: unmatchedItems.map { .number(JSONNumber($0)) } ?? .null),
        ]
    }
}
