internal import TuttiUpstream

/// An exchange that was asked for on another thread, and that the worker's thread begins.
///
/// `@unchecked Sendable`: both members are touched by the worker's thread alone. Other threads only carry the reference, to hand it back
/// when the exchange is canceled.
final class HandedOverExchange: @unchecked Sendable {
    /// The exchange; nil before it has begun.
    var exchange: UpstreamExchange?
    /// Whether it was canceled, perhaps before it has begun.
    var isGivenUp = false
}
