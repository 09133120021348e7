package import TuttiResilience

/// That an endpoint gives whoever repeats a request with the same `Idempotency-Key` the first one's response.
package struct RepeatPlan: Sendable, Hashable {
    /// Whether a request without a key is refused; else it is served as if the endpoint asked for none.
    package let isRequired: Bool
    /// How long a response is kept.
    package let time: TimeSpan

    /// What is said of an endpoint.
    package init(isRequired: Bool, time: TimeSpan) {
        self.isRequired = isRequired
        self.time = time
    }

    /// A day, as Stripe has it.
    package static let standardTime = TimeSpan.seconds(86_400)
}
