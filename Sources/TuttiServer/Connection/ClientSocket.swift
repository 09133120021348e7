internal import NIOCore
internal import TuttiChannels

/// What a connection wants to know of the socket below all its handlers.
protocol ClientSocket: AnyObject {
    /// The client's address as text; "" when it has none.
    var clientHost: String { get }

    /// Whether the socket is open.
    var isActive: Bool { get }

    /// Whether a read may bring something.
    var isReadable: Bool { get }

    /// Whether something has come that was not read; asks the system.
    var hasUnread: Bool { get }

    /// How many bytes were written that the system has not taken.
    ///
    /// When all are taken after some had to wait, the channel fires ``SocketChannel/CaughtUp``.
    var unwritten: Int { get }

    /// How many bytes the system has taken in all.
    var bytesTaken: Int { get }

    /// Has each half of the connection end by itself: ``ChannelEvent/inputClosed`` says when the client sends nothing more.
    func keepHalvesApart()

    /// Closes the socket so that the client sees a reset, and not an end in order.
    func reset()
}

extension SocketChannel: ClientSocket {}
