internal import Synchronization
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// Notices when calls to a service begin to fail and when they succeed again, and tells an observer.
///
/// Changes of the service's circuit breaker and limiter, which ``ServiceGate`` notices, pass through it as well: it knows the last
/// failed call, to which the opening of the breaker is put down.
///
/// A failure is what the breaker counts as one. A call that succeeds while none fails costs one relaxed load.
final class FailureReports: Sendable {
    /// How long no call may have failed before a success is reported: a service that fails now and then is not reported
    /// with each call.
    static let quietTime = TimeSpan.seconds(1)

    /// How an exchange ended, as far as the log is concerned.
    enum End {
        /// With a response of this status.
        case status(Int)
        /// Without a complete response.
        case failure(UpstreamFailure.Reason)

        var text: String {
            switch self {
            case .status(let status): "status \(status)"
            case .failure(let reason): reason.rawValue
            }
        }
    }

    private struct Failure {
        var cause: End
        /// The instance that was called.
        var instance: PreparedInstance?
        var at: MonotonicTime
    }

    private struct State {
        /// How many calls have failed since failing was reported; 0 when they succeed.
        var failures = 0
        var last: Failure?
    }

    private let service: ServicePlan
    private let observer: any ServiceObserver
    /// Whether `failures` is above 0: what a call that succeeds looks at, without the lock.
    private let isFailing = Atomic(false)
    private let state = Mutex(State())

    /// Of a service that nobody has called yet.
    init(_ service: ServicePlan, observer: any ServiceObserver) {
        self.service = service
        self.observer = observer
    }

    /// A call has ended.
    ///
    /// - Parameters:
    ///   - verdict: what the end says about the service.
    ///   - end: how the exchange ended.
    ///   - instance: the instance that was called; nil when it was none of the service's.
    ///   - now: the time.
    func callEnded(
        _ verdict: CircuitBreaker.CallResult, _ end: @autoclosure () -> End,
        instance: @autoclosure () -> PreparedInstance?, now: MonotonicTime
    ) {
        switch verdict {
        case .ignored: return
        case .succeeded:
            if isFailing.load(ordering: .relaxed) { callSucceeded(now: now) }
        case .failed, .silent, .unreachable:
            callFailed(Failure(cause: end(), instance: instance(), at: now))
        }
    }

    /// Tells the observer about a change; one for the worse is put down to the call that failed last.
    func report(_ change: ServiceEvent.Change) {
        var event = ServiceEvent(service: service.name, change: change)
        let isFailure =
            switch change {
            case .breaker(_, to: .open), .failing: true
            case .ejected, .returned, .unhealthy, .healthy, .panic, .panicOver, .unfit, .draining, .drained: false
            case .breaker, .limiter, .succeeding, .unexpected: false
            }
        if isFailure, let failure = state.withLock({ $0.last }) {
            event.reason = failure.cause.text
            event.instance = failure.instance?.name
        }
        observer.serviceChanged(event)
    }

    private func callFailed(_ failure: Failure) {
        let isFirst = state.withLock { state in
            state.last = failure
            state.failures += 1
            if state.failures == 1 { isFailing.store(true, ordering: .relaxed) }
            return state.failures == 1
        }
        if isFirst { report(.failing) }
    }

    private func callSucceeded(now: MonotonicTime) {
        let failures = state.withLock { state in
            guard state.failures > 0, let last = state.last, now - last.at >= Self.quietTime else { return 0 }
            defer { state.failures = 0 }
            isFailing.store(false, ordering: .relaxed)
            return state.failures
        }
        if failures > 0 { report(.succeeding(failures: failures)) }
    }
}

extension FailureReports.End {
    /// How an exchange of a call ended.
    init(_ result: UpstreamResult) {
        switch result {
        case .response(let response): self = .status(response.status)
        case .failure(let failure): self = .failure(failure.reason)
        }
    }
}
