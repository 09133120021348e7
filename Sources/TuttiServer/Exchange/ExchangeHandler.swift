internal import NIOCore
internal import HTTPTypes

/// Makes a response in its own time: takes the request's body as it arrives, and writes the response as it goes.
///
/// One for each exchange, which holds it until its end; called on the exchange's event loop. It answers by the methods of ``Exchange``.
protocol ExchangeHandler: AnyObject {
    /// A part of the request's body has arrived, while it is not paused (``Exchange/pauseBody()``).
    func bodyArrived(_ bytes: ByteBuffer)

    /// The request is complete, or the client's side of a tunnel.
    func bodyEnded(trailers: [HTTPField])

    /// The client has left, or its request can't be read to its end: nothing that is written reaches it any more.
    func clientLeft()

    /// ``Exchange/isWritable`` has changed.
    func writabilityChanged()

    /// The server is being drained: what is written now is the last that goes through the tunnel.
    func tunnelCloses()
}

extension ExchangeHandler {
    func tunnelCloses() {}
}
