internal import NIOCore
internal import TuttiResilience

extension TimeAmount {
    /// The same length of time, not negative and at most a year: NIO adds it to the present moment and traps when the
    /// sum is too large.
    init(_ span: TimeSpan) {
        self = .nanoseconds(min(max(span, .zero), .seconds(365 * 86_400)).nanoseconds)
    }
}
