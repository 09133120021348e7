internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine
internal import TuttiUpstream

/// What the client does.
extension ForwardedExchange: ExchangeHandler {
    func bodyArrived(_ bytes: ByteBuffer) {
        mirror?.add(bytes)
        if case .collecting = stage {
            collected.writeImmutableBuffer(bytes)
            return
        }
        guard let stream else { return }
        hasSentBody = true
        stream.write(bytes)
        // Writing may have ended it.
        if self.stream === stream, !stream.isWritable { exchange.pauseBody() }
    }

    func bodyEnded(trailers: [HTTPField]) {
        guard !isTunnel else { return clientClosed() }
        let fields = ForwardedHeaders.trailers(trailers, changes: request.request.headers)
        bodyEnd = fields
        if case .none = body {} else { mirror?.send() }
        switch stage {
        case .collecting:
            body = .whole(collected)
            begin()
        case .refusing(let problem):
            stage = .over
            exchange.send(problem)
        case .waiting, .asking, .answering:
            guard case .arrives = body else { return }
            call?.requestArrived()
            stream?.end(trailers: fields)
        case .over: break
        }
    }

    func clientLeft() {
        giveUp()
    }

    /// The client takes more, or no more.
    func writabilityChanged() {
        if exchange.isWritable { stream?.resume() }
    }
}
