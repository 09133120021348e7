import HTTPTypes
import NIOCore

@testable import TuttiServer

/// Makes a response as a test says, and notes what it is told; touched on one thread at a time.
final class ScriptedHandler: ExchangeHandler, @unchecked Sendable {
    /// What it was told: `abc` for a part of the body, `end`, `end x: y` with trailers, `left`, `writable`, `full`, `closes`.
    private(set) var log: [String] = []
    /// The exchange; nil until one has come.
    private(set) var exchange: Exchange?
    /// How many bytes of body have come.
    private(set) var bytes = 0

    /// What it does about a part of the body.
    var onBody: (Exchange) -> Void = { _ in }
    /// What it does when the request is complete.
    var onEnd: (Exchange) -> Void = { _ in }
    /// What it does when it may write again.
    var onWritable: (Exchange) -> Void = { _ in }
    /// Whether it notes the text of bodies.
    var keepsText = true

    /// Takes an exchange whose body streams.
    func take(_ exchange: Exchange, limit: Int = .max, saysContinue: Bool = true) {
        self.exchange = exchange
        exchange.bodyLimit = limit
        exchange.stream(to: self, saysContinue: saysContinue)
    }

    func bodyArrived(_ bytes: ByteBuffer) {
        self.bytes += bytes.readableBytes
        if keepsText { log.append(String(buffer: bytes)) }
        if let exchange { onBody(exchange) }
    }

    func bodyEnded(trailers: [HTTPField]) {
        log.append((["end"] + trailers.map { "\($0.name): \($0.value)" }).joined(separator: " "))
        if let exchange { onEnd(exchange) }
    }

    func clientLeft() {
        log.append("left")
    }

    func tunnelCloses() {
        log.append("closes")
    }

    func writabilityChanged() {
        guard let exchange else { return }
        log.append(exchange.isWritable ? "writable" : "full")
        if exchange.isWritable { onWritable(exchange) }
    }
}
