internal import NIOCore

/// An attempt to connect that has not ended.
struct ConnectAttempt {
    /// Where to.
    var address: SocketAddress
    /// Who is told of its end.
    var promise: EventLoopPromise<Void>?
    /// Ends it when it takes too long.
    var timer: Scheduled<Void>?
}
