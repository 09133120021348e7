internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

extension CallReport {
    /// What expressions see as `meta.<call>`.
    var meta: JSONValue {
        .object(
            JSONObject([
                (name: "outcome", value: .string(outcome.label)),
                (name: "reason", value: outcome.reason.map { .string($0.rawValue) } ?? .null),
                (name: "status", value: status.map { .number(JSONNumber($0)) } ?? .null),
                (name: "ms", value: .number(JSONNumber(Int(duration.milliseconds)))),
            ]))
    }
}
