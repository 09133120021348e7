package import HTTPTypes
package import NIOCore

/// One exchange with a service, as whoever forwards it steers it.
///
/// Once the observer was told of the end, nothing here has an effect.
package protocol UpstreamStream: AnyObject {
    /// Whether what is written goes out soon: false before there is a connection, and while 64 KiB wait to be sent.
    ///
    /// When it changes, ``UpstreamStreamObserver/writabilityChanged()`` is called.
    var isWritable: Bool { get }

    /// Sends a part of the body of a request whose body arrives, or bytes through a tunnel.
    ///
    /// It is taken whether ``isWritable`` or not: whoever writes without asking fills the memory. More bytes than the request said end
    /// the exchange.
    func write(_ bytes: ByteBuffer)

    /// Ends the body of a request whose body arrives, or this direction of a tunnel.
    ///
    /// Fewer bytes than the request said end the exchange. Trailers go out where the body is in chunks, and are dropped elsewhere.
    func end(trailers: [HTTPField])

    /// Nothing of the response is wanted for now: the observer is told nothing more of it, and reading stops.
    func pause()

    /// The response is wanted again; what was held back is told before this returns.
    func resume()

    /// Gives the exchange up: its connection is closed, and the observer is told nothing more.
    func cancel()
}
