internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine

/// What carries an exchange: a connection of HTTP/1.1, or a stream of HTTP/2.
///
/// It makes the ``Exchange``, tells it what arrives, and does what the exchange says below. It gives the messages their form on the wire,
/// knows the limits of time, and is touched on its event loop alone.
protocol ExchangeCarrier: AnyObject {
    /// Where everything happens.
    var eventLoop: any EventLoop { get }

    /// What takes long, a step in each turn of the event loop.
    var turns: TurnQueue { get }

    /// Whether a response can still be sent.
    var isOpen: Bool { get }

    /// Whether what is written goes out soon; false while the client reads more slowly than it is written to.
    var isWritable: Bool { get }

    /// The request's body is wanted from now on.
    ///
    /// - Parameters:
    ///   - streams: whether the parts are passed on, and each of them earns time, or the body is collected.
    ///   - isAwaited: whether its time runs: not while the client waits for `100 Continue`, nor when there is no body.
    func readBody(streams: Bool, isAwaited: Bool)

    /// The body is not wanted for a while, or again: meanwhile no more of it is read than has been.
    ///
    /// `isAwaited` as in ``readBody(streams:isAwaited:)``.
    func setBodyPaused(_ isPaused: Bool, isAwaited: Bool)

    /// Sends an interim response (RFC 9110, 15.2); `100 Continue` makes the time of the body run.
    func inform(_ head: ResponseHead)

    /// Sends a whole response; `closes` when nothing else can be read from the client after the request.
    func send(_ response: ComposedResponse, closes: Bool)

    /// Sends the head of a response whose body follows, unless ``Exchange/isBodiless`` says that none does.
    func begin(_ head: ResponseHead, length: BodyLength)

    /// Switches to the protocol that the client has asked for: what comes from now on are parts of the body, as they are, and what is
    /// written goes out as it is.
    ///
    /// - Returns: whether it could; nothing is sent where it couldn't.
    func switchProtocols(_ head: ResponseHead) -> Bool

    /// Sends a part of the body, which is not empty.
    func write(_ bytes: ByteBuffer)

    /// Sends the end of the response; trailers are left out where the protocol has none.
    func end(trailers: [HTTPField])

    /// Closes this side of a tunnel behind what was written; the client may go on sending.
    func closeOutput()

    /// Breaks the response off so that the client does not take it for complete.
    func abort()
}
