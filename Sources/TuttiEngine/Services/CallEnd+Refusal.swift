internal import TuttiPlan
internal import TuttiResilience

extension CallEnd {
    /// The end of an attempt whose service has no instance in use: a check, or a name that is looked up again, may soon find one.
    static var noInstance: CallEnd {
        var end = failed(.noInstance, "its service has no instance that is well")
        end.retryAfter = "1"
        return end
    }

    /// The end of an attempt that its service's gate refused.
    init(refusal: ServiceGate.Decision) {
        switch refusal {
        case .breakerOpen(let retryAfter):
            self = .failed(.breakerOpen, "the circuit breaker of its service is open")
            self.retryAfter = String(max(1, (retryAfter.milliseconds + 999) / 1000))
        case .overloaded:
            self = .failed(.overloaded, "too many calls to its service run and wait already")
            retryAfter = "1"
        case .late: self = .failed(.timeout, "it waited for its turn until its time was over")
        case .canceled, .acquired: self = .failed(.canceled, "given up while it waited for its turn")
        }
    }
}
