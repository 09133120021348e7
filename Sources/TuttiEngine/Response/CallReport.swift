package import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
package import TuttiResilience

/// What happened to one call: for `Composition-Status`, the access log and the metrics.
package struct CallReport: Sendable {
    /// The call's name in the composition file.
    package var name: String
    /// Index of its service in the plan.
    package var service: Int
    /// How it ended.
    package var outcome: CallOutcome
    /// The status of the service's response, when there was one.
    package var status: Int?
    /// The attempts that were made, retries, hedges and all requests of an `each` included.
    package var attempts: Int
    /// How old the cached response is that was used; nil without one.
    package var age: TimeSpan?
    /// How many values of an `each` have no response, where others have one; nil elsewhere.
    package var failedItems: Int?
    /// How many values of an `each` have no item with that `key` in the response; nil where each has one.
    package var unmatchedItems: Int? { unmatchedCount > 0 ? Int(unmatchedCount) : nil }
    /// An `Int32`, which fits into the padding behind `failedItems`: reports are copied often.
    private var unmatchedCount: Int32
    /// Headers of the response that expressions read.
    package var headers: [HTTPField]
    /// From the moment its inputs had ended to its own end; zero when it was not made.
    package var duration: TimeSpan
    /// Whether a request left for the service; the duration of a call that was refused at its gate is no latency.
    package var wasSent: Bool
    /// Whether it went over an open connection; nil when no response arrived.
    package var connectionReused: Bool?
    /// What came of taking it back; nil where that was not tried.
    package var undo: UndoEnd?
    /// Whether it has, or may have, done something that stays, so that the client's request is not to be served once more; known where the
    /// endpoint has `idempotency`.
    package var stays = false
    /// What went wrong in plain words, for logs and problem responses; nil when nothing did.
    package var message: String?

    /// A report made of its parts.
    package init(
        name: String,
        service: Int,
        outcome: CallOutcome,
        status: Int? = nil,
        attempts: Int = 0,
        age: TimeSpan? = nil,
        failedItems: Int? = nil,
        unmatchedItems: Int? = nil,
        headers: [HTTPField] = [],
        duration: TimeSpan = .zero,
        wasSent: Bool = false,
        connectionReused: Bool? = nil,
        message: String? = nil
    ) {
        self.name = name
        self.service = service
        self.outcome = outcome
        self.status = status
        self.attempts = attempts
        self.age = age
        self.failedItems = failedItems
        unmatchedCount = Int32(clamping: unmatchedItems ?? 0)
        self.headers = headers
        self.duration = duration
        self.wasSent = wasSent
        self.connectionReused = connectionReused
        self.message = message
    }
}

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
