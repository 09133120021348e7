internal import NIOCore
internal import NIOHTTP1

/// What a connection knows of the bytes that come in.
struct ConnectionInput {
    /// The most parts of requests that may wait; a client that sends more without reading responses is cut off.
    static let maximumBacklog = 8192

    /// Where the decoder stands, which may be ahead of the request that is being answered.
    var opening: MessageOpening
    /// Parts of requests behind the one being answered.
    var backlog = CircularBuffer<HTTPServerRequestPart>()
    /// Why nothing behind the backlog can be read.
    var unreadable: Refusal?
    /// Whether the channel has asked for a read that is held back.
    var hasHeldRead = false
    /// Whether parts of the backlog are being taken up right now: what arrives meanwhile goes behind them.
    var isAdvancing = false
    /// Whether bytes that were read wait to be decoded.
    var isBehind = false

    /// The beginning of a connection.
    init(limits: ConnectionLimits) {
        opening = MessageOpening(limits: limits)
    }

    /// Whether everything that was read has been decoded and taken up.
    var isCaughtUp: Bool { backlog.isEmpty && !isBehind }
}
