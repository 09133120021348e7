internal import TuttiJSON
internal import TuttiResilience

/// What expressions see as `meta`: an object by call name.
enum MetaValue {
    /// The calls that have ended so far.
    static func of(reports: [CallReport]) -> JSONValue {
        .object(JSONObject(reports.map { (name: $0.name, value: $0.meta) }))
    }
}

extension CallReport {
    fileprivate var meta: JSONValue {
        .object(
            JSONObject([
                (name: "outcome", value: .string(outcome.label)),
                (name: "reason", value: outcome.reason.map { .string($0.rawValue) } ?? .null),
                (name: "status", value: status.map { .number(JSONNumber($0)) } ?? .null),
                (name: "ms", value: .number(JSONNumber(Int(duration.milliseconds)))),
            ]))
    }
}
