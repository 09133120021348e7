package import TuttiResilience

/// A change in a service's state that the people who run the gateway want to know about.
package struct ServiceEvent: Sendable, Hashable {
    /// What has changed.
    package enum Change: Sendable, Hashable {
        /// Its circuit breaker has gone from one state to another.
        case breaker(from: CircuitBreaker.StateName, to: CircuitBreaker.StateName)
        /// Its concurrency limiter has gone from one state to another.
        case limiter(from: LimiterState, to: LimiterState)
        /// A call has failed, after a time in which none did.
        case failing
        /// A response doesn't fit what a call of an endpoint (`GET /profile/{id}`) expects, and is taken all the same.
        case unexpected(endpoint: String, call: String)
        /// A call has succeeded after so many that failed.
        case succeeding(failures: Int)
        /// An instance gets no requests for so long.
        case ejected(for: TimeSpan, OutlierDetector.Cause)
        /// The ejection of an instance has ended.
        case returned
        /// So many checks of an instance have failed, the last of them in a row: it gets no requests.
        case unhealthy(checks: Int)
        /// The checks of an instance are good again.
        case healthy
        /// So many instances that were found may not be called as the service says.
        case unfit(Int)
        /// Somebody has taken an instance out of use.
        case draining
        /// Somebody has put an instance back into use.
        case drained
        /// Only so many of the instances are well: all are used.
        case panic(well: Int, of: Int)
        /// Enough of the instances are well: only these are used.
        case panicOver
    }

    /// How much of a service's `concurrency` is used.
    package enum LimiterState: String, Sendable, Hashable {
        /// A call starts at once. Can transition to: queueing, full.
        case free
        /// All permits are held, and calls wait for one. Can transition to: full, free.
        case queueing
        /// All permits are held, the queue is full, and calls are refused. Can transition to: free.
        case full
    }

    /// The name of the service.
    package var service: String
    /// What has changed.
    package var change: Change
    /// Why the call or the check before the change failed, `timeout` or `status 503` for instance; nil for a change to the better.
    package var reason: String?
    /// The instance that has changed, or that was called then, `http://10.0.0.7:80`; nil when the call went elsewhere.
    package var instance: String?

    /// An event made of its parts.
    package init(service: String, change: Change, reason: String? = nil, instance: String? = nil) {
        self.service = service
        self.change = change
        self.reason = reason
        self.instance = instance
    }
}
