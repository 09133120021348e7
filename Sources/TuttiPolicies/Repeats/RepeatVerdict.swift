/// What a store says of a request.
package enum RepeatVerdict: Sendable, Equatable {
    /// It is the first one: whoever asked serves it, and then calls ``RepeatStore/keep(_:as:for:)`` or ``RepeatStore/forget(_:)``.
    case first
    /// The first one is still being served.
    case running
    /// The response to the first one.
    case response(KeptResponse)
    /// The key was used for another request.
    case otherContent
    /// The store has no room, or can't be reached.
    case unavailable
}
