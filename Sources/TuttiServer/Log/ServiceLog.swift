package import Logging
internal import Synchronization
package import TuttiEngine
internal import TuttiResilience

/// Writes changes in the state of services to the log of the gateway.
///
/// A service that flaps doesn't flood it: breaker, limiter and calls of a service have one line a second each, and so has each instance, and each call whose
/// responses don't fit. Further changes
/// within that second are counted, and at its end a line about the last of them says how many got none.
package final class ServiceLog: ServiceObserver {
    /// How long after a line there is no other one about the same.
    private static let pause = TimeSpan.seconds(1)

    /// What a line is about.
    private struct Topic: Hashable {
        var service: String
        var kind: String
        /// Which instance, or whose responses, it is about, where it isn't the whole service.
        var detail: [String] = []
    }

    /// The changes that wait for the end of a pause.
    private struct Waiting {
        /// The last one of them.
        var last: ServiceEvent?
        /// How many there were before it.
        var before = 0
    }

    private let log: Logger
    /// The topics whose pause is not over.
    private let pauses = Mutex<[Topic: Waiting]>([:])

    /// Writes to that log.
    package init(_ log: Logger) {
        self.log = log
    }

    package func serviceChanged(_ event: ServiceEvent) {
        guard log.logLevel <= event.level else { return }
        var topic = Topic(service: event.service, kind: event.kind)
        switch event.change {
        case .unexpected(let endpoint, let call): topic.detail = [endpoint, call]
        case .ejected, .returned, .unhealthy, .healthy, .draining, .drained: topic.detail = [event.instance ?? ""]
        case .breaker, .limiter, .failing, .succeeding, .panic, .panicOver, .unfit: break
        }
        let isFirst = pauses.withLock { pauses in
            guard let waiting = pauses[topic] else {
                pauses[topic] = Waiting()
                return true
            }
            pauses[topic] = Waiting(last: event, before: waiting.last == nil ? 0 : waiting.before + 1)
            return false
        }
        guard isFirst else { return }
        write(event, unsaid: 0)
        endPause(of: topic)
    }

    /// Each one has its line: somebody has to mend it.
    package func undoFailed(_ failure: UndoFailure) {
        var fields: Logger.Metadata = [
            "request_id": "\(failure.requestID)", "endpoint": "\(failure.endpoint)", "call": "\(failure.call)",
            "service": "\(failure.service)", "done": "\(failure.wasDone ? "yes" : "perhaps")",
            "reason": "\(failure.message)", "attempts": .stringConvertible(failure.attempts),
        ]
        if let sent = failure.sent {
            fields["method"] = "\(sent.method)"
            fields["url"] = "\(sent.url)"
            if !sent.body.isEmpty { fields["body"] = "\(sent.body)" }
        }
        if let key = failure.idempotencyKey { fields["idempotency_key"] = "\(key)" }
        if let undo = failure.undo {
            fields["undo_method"] = "\(undo.method)"
            fields["undo_url"] = "\(undo.url)"
            if !undo.body.isEmpty { fields["undo_body"] = "\(undo.body)" }
        }
        log.error("the call \(failure.call) is not undone, and its request has failed", metadata: fields)
    }

    /// Writes what waits for the end of a pause, because the gateway ends before.
    package func flush() {
        let waiting = pauses.withLock { pauses in
            defer { pauses = [:] }
            return pauses.values.map { $0 }
        }
        for waiting in waiting {
            if let event = waiting.last { write(event, unsaid: waiting.before) }
        }
    }

    private func endPause(of topic: Topic) {
        Task {
            try? await Task.sleep(for: .nanoseconds(Self.pause.nanoseconds))
            let waiting: Waiting? = pauses.withLock { pauses in
                guard let waiting = pauses[topic], waiting.last != nil else {
                    pauses[topic] = nil
                    return nil
                }
                pauses[topic] = Waiting()
                return waiting
            }
            guard let waiting, let event = waiting.last else { return }
            write(event, unsaid: waiting.before)
            endPause(of: topic)
        }
    }

    private func write(_ event: ServiceEvent, unsaid: Int) {
        var fields: Logger.Metadata = [
            "service": "\(event.service)", "kind": "\(event.kind)",
        ]
        if let states = event.states { (fields["from"], fields["to"]) = ("\(states.from)", "\(states.to)") }
        if let reason = event.reason { fields["reason"] = "\(reason)" }
        if let instance = event.instance { fields["instance"] = "\(instance)" }
        if case .unexpected(let endpoint, let call) = event.change {
            (fields["endpoint"], fields["call"]) = ("\(endpoint)", "\(call)")
        }
        if case .succeeding(let failures) = event.change { fields["failures"] = .stringConvertible(failures) }
        if unsaid > 0 { fields["unsaid"] = .stringConvertible(unsaid) }
        log.log(level: event.level, "\(event.sentence)", metadata: fields)
    }
}

extension ServiceEvent {
    /// What has changed its state, in a word.
    fileprivate var kind: String {
        switch change {
        case .breaker: "breaker"
        case .limiter: "limiter"
        case .failing, .succeeding: "calls"
        case .unexpected: "expects"
        case .ejected, .returned, .unhealthy, .healthy, .draining, .drained: "instance"
        case .panic, .panicOver, .unfit: "instances"
        }
    }

    /// The state before and the one now; nil for what is no change of a state.
    fileprivate var states: (from: String, to: String)? {
        switch change {
        case .breaker(let from, let to): (from.rawValue, to.rawValue)
        case .limiter(let from, let to): (from.rawValue, to.rawValue)
        case .failing: ("succeeding", "failing")
        case .unexpected: nil
        case .ejected: ("used", "ejected")
        case .returned: ("ejected", "used")
        case .unhealthy: ("healthy", "unhealthy")
        case .healthy: ("unhealthy", "healthy")
        case .draining: ("used", "draining")
        case .drained: ("draining", "used")
        case .unfit: nil
        case .panic: ("well", "panic")
        case .panicOver: ("panic", "well")
        case .succeeding: ("failing", "succeeding")
        }
    }

    /// Warnings are for what clients may notice, `debug` for what happens under any load.
    fileprivate var level: Logger.Level {
        switch change {
        case .breaker(_, to: .open), .limiter(_, to: .full), .failing, .unexpected, .ejected, .unhealthy, .panic,
            .unfit:
            .warning
        case .limiter(_, to: .queueing), .limiter(from: .queueing, to: .free): .debug
        case .breaker, .limiter, .succeeding, .returned, .healthy, .panicOver, .draining, .drained: .info
        }
    }

    fileprivate var sentence: String {
        switch change {
        case .breaker(_, to: .open): "the circuit breaker of \(service) has opened: calls fail at once"
        case .breaker(_, to: .halfOpen): "the circuit breaker of \(service) is half open: a few calls pass and decide"
        case .breaker(_, to: .closed): "the circuit breaker of \(service) has closed: calls pass"
        case .limiter(_, to: .full): "calls to \(service) are refused: its queue is full"
        case .limiter(_, to: .queueing): "calls to \(service) wait: as many run as may run at once"
        case .limiter(_, to: .free): "calls to \(service) start at once again"
        case .failing: "calls to \(service) fail"
        case .unexpected: "a response of \(service) doesn't fit `expects`, and is taken all the same"
        case .succeeding: "calls to \(service) succeed again"
        case .ejected(let time, let cause):
            "the instance \(place) is ejected for \(time.milliseconds / 1_000) s: \(cause.sentence)"
        case .returned: "the instance \(place) gets requests again: its ejection is over"
        case .unhealthy(let checks):
            "the instance \(place) is unhealthy: \(checks == 1 ? "a check has" : "\(checks) checks have") failed"
        case .healthy: "the instance \(place) is healthy: its checks succeed"
        case .unfit(let count):
            "\(count) of the instances that were found for \(service) \(count == 1 ? "is" : "are") left out"
        case .draining: "the instance \(place) gets no more requests: somebody drains it"
        case .drained: "the instance \(place) gets requests again: it drains no more"
        case .panic(let well, let all):
            "only \(well) of the \(all) instances of \(service) \(well == 1 ? "is" : "are") well: all are used"
        case .panicOver: "enough instances of \(service) are well: only these are used"
        }
    }

    private var place: String { "\(instance ?? "") of \(service)" }
}

extension OutlierDetector.Cause {
    fileprivate var sentence: String {
        switch self {
        case .inARow(1): "a request failed"
        case .inARow(let count): "\(count) requests in a row failed"
        case .probe: "the first request after its last ejection failed"
        case .successRate(let own, let all): "\(own) % of its requests succeed, and \(all) % of those to all instances"
        }
    }
}
