internal import NIOCore

/// Closes a connection before its request is read, but lets a request to `/_…` through, so that the fault can be removed.
///
/// It has to see how the first request begins. A client that sends nothing is closed after ``patience``.
final class AcceptGate: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private static let patience = TimeAmount.milliseconds(250)
    private static let exempt = ["GET", "PUT", "DELETE", "HEAD"].map { Array("\($0) /_".utf8) }

    private let ledger: FixtureLedger
    private var held: ByteBuffer?
    private var decided = false
    private var timer: Scheduled<Void>?

    init(ledger: FixtureLedger) { self.ledger = ledger }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
            if !self.decided { self.decide(context: context) }
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !decided else { return context.fireChannelRead(data) }
        var bytes = unwrapInboundIn(data)
        if held == nil { held = bytes } else { held?.writeBuffer(&bytes) }
        let start = held.map { $0.readableBytesView.prefix(9) } ?? []
        if Self.exempt.contains(where: { start.starts(with: $0) }) {
            letThrough(context: context)
        } else if !Self.exempt.contains(where: { $0.starts(with: start) }) {
            decide(context: context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        decided = true
        timer?.cancel()
        context.fireChannelInactive()
    }

    private func decide(context: ChannelHandlerContext) {
        guard ledger.connectionCame() else { return letThrough(context: context) }
        decided = true
        timer?.cancel()
        context.close(promise: nil)
    }

    private func letThrough(context: ChannelHandlerContext) {
        decided = true
        timer?.cancel()
        if let held { context.fireChannelRead(wrapInboundOut(held)) }
        held = nil
    }
}
