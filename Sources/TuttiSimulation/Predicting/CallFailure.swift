internal import TuttiEngine
package import TuttiJSON
package import TuttiPlan
package import TuttiResilience

/// What a client gets when one call fails and all others don't.
package struct CallFailure: Sendable {
    /// The response to the client.
    package enum Response: Sendable, Hashable {
        /// The composition without the call, with that status; nil for one that the endpoint's `status` works out.
        case composition(status: Int?)
        /// A problem (RFC 9457); its status depends on why the call failed.
        case problem([ProblemStatus])
    }

    /// The response to the client; for a call with `stale`, when there is no cached response.
    package var response: Response
    /// How the call ends.
    package var ending: Ending
    /// The other calls that have no result because of it.
    package var dependents: [Dependent] = []
    /// The calls that are made although a call that they read has failed.
    package var copes: [Int] = []
    /// The calls that read a fallback in place of a result.
    package var readsFallback: [Int] = []
    /// The calls with `each` that have no values then, and make no request.
    package var asksNothing: [Int] = []
    /// The parts of the response that show one of these calls, and what they hold; empty for a problem.
    package var sections: [Section] = []
    /// With `stale`: the cached response, which stands in if there is one; the response is whole then.
    package var stale: Stale?
    /// With an `each` of several requests: the status of the response to the client when only some of them fail; nil for one that is worked
    /// out.
    package var inPart: Int?
    /// Whether only some of its requests may fail.
    package var mayFailInPart = false

    /// The outcome of a call without a result.
    package enum Ending: String, Sendable, Hashable {
        /// It failed, and null stands in.
        case failed
        /// It failed, and a value of `otherwise` stands in.
        case fallback
        /// It is not made, and null stands in.
        case skipped
    }

    /// A call that has no result because of a call that it reads.
    package struct Dependent: Sendable, Hashable {
        /// Its index.
        package var call: Int
        /// Its outcome.
        package var ending: Ending
        /// Why it fails: ``FailureReason/dependency``, or another reason for one that can't be made with a fallback or with null;
        /// nil for one that is skipped.
        package var reason: FailureReason?

        /// A call of its index and its end.
        package init(call: Int, ending: Ending, reason: FailureReason?) {
            self.call = call
            self.ending = ending
            self.reason = reason
        }
    }

    /// A part of the response.
    package struct Section: Sendable {
        /// Where it is.
        package var pointer: JSONPointer
        /// What it holds.
        package var content: Content
        /// Whether it shows the value of an `otherwise` as it is, in place of what its expression finds in it.
        package var showsFallback: Bool
    }

    /// What a part of the response holds.
    package enum Content: Sendable {
        /// That value, whatever the results of the other calls; null where nothing is left.
        case value(JSONValue)
        /// A value that depends on the results of other calls, too.
        case computed
    }

    /// A cached response.
    package struct Stale: Sendable, Hashable {
        /// How old it may be; nil for any age.
        package var atMost: TimeSpan?
        /// The status of the client's response with it; nil for one that is worked out.
        package var status: Int?

        /// A response of that age at most, and the status of the whole.
        package init(atMost: TimeSpan?, status: Int?) {
            self.atMost = atMost
            self.status = status
        }
    }

    /// A status of problem responses, and the failures for which it is given.
    package struct ProblemStatus: Sendable, Hashable {
        /// The status.
        package var status: Int
        /// The reasons of a failure for which it is given, ``FailureReason/status`` left out.
        package var reasons: [FailureReason]
        /// The statuses of the service for which it is given, as far as they have one of their own.
        package var serviceStatuses: [Int] = []
        /// Whether it is given for a 503 of the service that says when to ask again, in `Retry-After`.
        package var isForRetryAfter = false
        /// Whether it is given for all other statuses of the service that are not accepted.
        package var isForOtherStatuses = false
        /// Whether it is given when the call can't be made from the client's request.
        package var isForClientsMistake = false

        /// A status that is given for these reasons.
        package init(status: Int, reasons: [FailureReason] = []) {
            self.status = status
            self.reasons = reasons
        }
    }
}

extension [CallFailure.ProblemStatus] {
    /// The statuses that a client can get when a required call fails, in ascending order.
    init(of call: CallPlan, in endpoint: EndpointPlan, mapping: StatusMapping.CallMapping?) {
        var found: [Int: CallFailure.ProblemStatus] = [:]
        func note(_ status: Int, _ change: (inout CallFailure.ProblemStatus) -> Void) {
            change(&found[status, default: CallFailure.ProblemStatus(status: status)])
        }
        for reason in FailureReason.allCases where reason.isOwn && call.canFail(as: reason) {
            note(
                FailureStatus.of(
                    reason, answered: nil, mapping: mapping, refusals: call.refusals, isClientsMistake: false)
            ) {
                $0.reasons.append(reason)
            }
        }
        // One status that nothing names stands for all others like it.
        let other = FailureStatus.of(.status, answered: nil, mapping: mapping, isClientsMistake: false)
        note(other) { $0.isForOtherStatuses = true }
        for status in 100...599 where !call.accept.accepts(status) && !(status == 401 && call.mayLackCredentials) {
            let given = FailureStatus.of(
                .status, answered: status, mapping: mapping, refusals: call.refusals, isClientsMistake: false)
            if given != other { note(given) { $0.serviceStatuses.append(status) } }
        }
        if !call.accept.accepts(503), mapping?.status(of: .status, answered: 503) == nil {
            let given = FailureStatus.of(
                .status, answered: 503, saysWhen: true, mapping: mapping, isClientsMistake: false)
            note(given) { $0.isForRetryAfter = true }
        }
        if call.canFailForItsClient(in: endpoint) {
            let given = FailureStatus.of(.expression, answered: nil, mapping: mapping, isClientsMistake: true)
            note(given) { $0.isForClientsMistake = true }
        }
        self = found.values.sorted { $0.status < $1.status }
    }
}

extension FailureReason {
    /// Whether it is a failure of the call itself, whatever the status of its service's response.
    fileprivate var isOwn: Bool {
        switch self {
        case .status, .dependency, .canceled, .shed: false
        default: true
        }
    }
}
