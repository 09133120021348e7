extension CircuitBreaker {
    /// The proof of an admitted call: handed back to ``callEnded(_:_:now:)`` exactly once, whatever became of the call.
    ///
    /// It carries the epoch of its admission, so that a result which arrives after the breaker has changed its state
    /// counts for nothing. A probe's ticket that is never handed back keeps its place for ever.
    package struct Ticket: Sendable, Hashable, BitwiseCopyable {
        let epoch: UInt64

        /// Whether the call is a probe, whose result the breaker waits for; that of any other may go into a vote later.
        package let isProbe: Bool

        /// What this admission did to the breaker: `.halfOpened` for the first probe, otherwise nil.
        package let transition: Transition?
    }

    /// The response to a call that wants to start.
    package enum Admission: Sendable, Hashable, BitwiseCopyable {
        /// The call may start.
        case admitted(Ticket)

        /// The call fails as `breaker_open`; asking again is pointless before so much time has passed.
        case rejected(retryAfter: TimeSpan)
    }

    /// What an ended call says about the health of its service.
    package enum CallResult: Sendable, Hashable, CaseIterable {
        /// The service answered, and whether or not we could use the body: nothing of it counts as a failure.
        case succeeded

        /// It answered with a failure, or broke off: what was asked for may be the reason, so others must have seen it too.
        case failed

        /// It did not answer in time.
        case silent

        /// There was no connection to be had: no client can bring that about by what it asks for.
        case unreachable

        /// It says nothing: the call was cancelled, or was admitted and then never made.
        case ignored
    }

    /// A change of state, for the log and the metrics.
    package enum Transition: String, Sendable, Hashable, BitwiseCopyable {
        /// From closed or half open to open.
        case opened

        /// From half open to closed.
        case closed

        /// From open to half open.
        case halfOpened = "half-opened"
    }

    /// The name of a state: a label of bounded variety.
    package enum StateName: String, Sendable, Hashable, CaseIterable {
        /// Calls pass.
        case closed

        /// Calls are rejected.
        case open

        /// Probes are being made.
        case halfOpen = "half-open"
    }
}
