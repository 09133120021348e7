internal import NIOCore

/// What a channel knows of the half it writes.
struct ChannelOutput {
    /// Whether this half takes writes.
    enum Half {
        /// Can transition to: `closing`.
        case open
        /// It closes when all that was written is sent. Can transition to: `closed`.
        case closing(EventLoopPromise<Void>?)
        /// The other side was told that nothing more will come.
        case closed
    }

    /// What waits.
    var queue = OutgoingQueue()
    /// How many bytes the system has taken.
    var bytesTaken = 0
    /// From how many waiting bytes on nothing more should be written, and until how few it stays so.
    var waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 32 << 10, high: 64 << 10)
    /// Whether the socket may take bytes.
    var isTaking = true
    /// Whether the queue is being written right now.
    var isWriting = false
    /// Whether writing goes on in the next turn.
    var isScheduled = false
    var half = Half.open
    /// Why nothing can be written any more: the channel closes once it has read what the other side sent before that.
    var failure: IOError?

    /// Whether it takes writes.
    var isOpen: Bool {
        if case .open = half { true } else { false }
    }

    /// Whether the other side was told that nothing more will come.
    var isClosed: Bool {
        if case .closed = half { true } else { false }
    }
}
