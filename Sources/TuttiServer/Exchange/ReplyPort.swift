internal import NIOCore
internal import TuttiEngine

/// The way back to an exchange for a response that was not there at once.
struct ReplyPort: Sendable {
    private let eventLoop: any EventLoop
    private let exchange: NIOLoopBound<Exchange>

    /// A port to an exchange of this event loop; called on that loop.
    init(_ exchange: Exchange, eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        self.exchange = NIOLoopBound(exchange, eventLoop: eventLoop)
    }

    /// Hands the response over: at once on the event loop's thread, and soon from another one.
    func send(_ response: ComposedResponse) {
        if eventLoop.inEventLoop {
            exchange.value.taskEnded(response)
        } else {
            eventLoop.execute { exchange.value.taskEnded(response) }
        }
    }

    /// Hands over the response to a request with an `Idempotency-Key`.
    func send(_ response: ComposedResponse, as mark: RepeatMark) {
        let end = { @Sendable in
            exchange.value.repeatMark = mark
            exchange.value.taskEnded(response)
        }
        if eventLoop.inEventLoop { end() } else { eventLoop.execute(end) }
    }
}
