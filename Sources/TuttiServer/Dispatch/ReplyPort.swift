internal import NIOCore
internal import TuttiEngine

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
