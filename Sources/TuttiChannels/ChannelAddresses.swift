internal import NIOCore

/// The addresses of a connection, as far as somebody has asked for them.
struct ChannelAddresses {
    /// What can be known.
    enum Stage {
        /// Nothing: there is no connection yet. Can transition to: `connected`, `closed`.
        case unconnected
        /// Both. Can transition to: `closed`.
        case connected
        /// What was known before: there is no socket to ask. Can transition to: `gone`.
        case closed
        /// Nothing any more: all handlers have been told of the end.
        case gone
    }

    var stage: Stage
    var local: SocketAddress?
    var remote: SocketAddress?
}
