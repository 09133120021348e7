internal import TuttiPlan

extension [CallFailure.ProblemStatus] {
    /// The statuses that a client can get when a required call fails, in ascending order.
    init(of call: PreparedCall, mapping: StatusMapping.CallMapping?) {
        var found: [Int: CallFailure.ProblemStatus] = [:]
        func note(_ status: Int, _ change: (inout CallFailure.ProblemStatus) -> Void) {
            change(&found[status, default: CallFailure.ProblemStatus(status: status)])
        }
        for reason in FailureReason.allCases where reason.isOwn(of: call.plan) {
            note(FailureStatus.of(reason, answered: nil, mapping: mapping, isClientsMistake: false)) {
                $0.reasons.append(reason)
            }
        }
        // One status that nothing names stands for all others like it.
        let other = FailureStatus.of(.status, answered: nil, mapping: mapping, isClientsMistake: false)
        note(other) { $0.isForOtherStatuses = true }
        for status in 100...599 where !call.accepts(status) {
            let given = FailureStatus.of(.status, answered: status, mapping: mapping, isClientsMistake: false)
            if given != other { note(given) { $0.serviceStatuses.append(status) } }
        }
        if !call.accepts(503), mapping?.status(of: .status, answered: 503) == nil {
            let given = FailureStatus.of(
                .status, answered: 503, saysWhen: true, mapping: mapping, isClientsMistake: false)
            note(given) { $0.isForRetryAfter = true }
        }
        if call.plan.canFailForItsClient {
            let given = FailureStatus.of(.expression, answered: nil, mapping: mapping, isClientsMistake: true)
            note(given) { $0.isForClientsMistake = true }
        }
        self = found.values.sorted { $0.status < $1.status }
    }
}

extension FailureReason {
    /// Whether a call can fail for that reason, whatever the status of its service's response.
    fileprivate func isOwn(of call: CallPlan) -> Bool {
        switch self {
        case .status, .dependency, .canceled: false
        case .tooMany: call.each != nil
        default: true
        }
    }
}
