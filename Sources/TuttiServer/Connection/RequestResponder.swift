internal import NIOCore
internal import NIOHTTP1
internal import TuttiEngine

/// What a connection asks about its requests; one per event loop and listener, touched on that loop alone.
///
/// The connection knows bytes, order and time; the responder knows what a request means.
protocol RequestResponder: AnyObject {
    /// The header section of a request has arrived: fills in the exchange, or throws why it is not served.
    ///
    /// On return the body is read, up to the exchange's limit.
    func admit(_ head: HTTPRequestHead, to exchange: Exchange) throws(Refusal) -> Admission

    /// The request is complete: answers it, at once or later through `reply`.
    func response(_ exchange: Exchange, reply: ReplyPort) -> Reply

    /// The request could not be read, or not in time; the exchange may have no head.
    func refuse(_ exchange: Exchange)

    /// The last byte of the response was handed to the system, or the client left.
    func ended(_ exchange: Exchange)
}

/// What a connection does about a request whose header section was admitted.
enum Admission {
    /// Read the body.
    case read
    /// Say `100 Continue`, and read the body.
    case sayContinue
}

/// How a request is answered.
enum Reply {
    /// With this, now.
    case now(ComposedResponse)
    /// By the task, through the port; the task is cancelled when the client leaves.
    case later(Task<Void, Never>)
}

/// The way back to the connection for a response that was not there at once.
struct ReplyPort: Sendable {
    private let eventLoop: any EventLoop
    private let connection: NIOLoopBound<ConnectionHandler>

    /// A port to a connection of this event loop; called on that loop.
    init(_ connection: ConnectionHandler, eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        self.connection = NIOLoopBound(connection, eventLoop: eventLoop)
    }

    /// Hands the response to the connection: at once on its event loop's thread, and soon from another one.
    func send(_ response: ComposedResponse) {
        if eventLoop.inEventLoop {
            connection.value.responseArrived(response)
        } else {
            eventLoop.execute { connection.value.responseArrived(response) }
        }
    }
}
