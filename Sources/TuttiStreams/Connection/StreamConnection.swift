internal import HTTPTypes
internal import NIOCore
internal import NIOSSL
internal import NIOTLS
internal import TuttiChannels
internal import TuttiTLS
internal import TuttiUpstream

/// A connection to an instance: the last handler of its channel, which carries one exchange after another.
///
/// It is the socket's side of a ``ConnectionMachine``, which knows what may happen when.
final class StreamConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// The most events of one turn: a read may bring 20,000 chunks of a byte each, and others are to have their turn.
    private static let mostPerTurn = 1024

    /// The number by which the pool knows it.
    let number: Int

    private let isSecure: Bool
    private let peerName: PeerName?
    private weak var owner: InstanceConnections?
    private var opened: ((StreamConnection, (any Error)?) -> Void)?
    private var isOpened = false
    private var context: ChannelHandlerContext?
    private var machine = ConnectionMachine()
    private var exchange: StreamExchange?
    /// Why the channel ends, other than that the service has closed it in order.
    private var failure: (any Error)?
    private var hasHeldRead = false
    private var isPulling = false
    /// Whether there may be more to hand on, which is for the next turn.
    private var isBehind = false
    /// Whether our side of a tunnel closes once the system has all that was written.
    private var closesOutput = false
    private var isClosed = false

    /// Whether it was given up, perhaps before it had a channel.
    private var isAbandoned = false
    /// Whether an exchange was carried before the present one.
    private(set) var isReused = false

    /// A connection that is being opened.
    ///
    /// - Parameters:
    ///   - number: the number by which the pool knows it.
    ///   - owner: whose connection it is.
    ///   - isSecure: whether a handshake of TLS comes first.
    ///   - peerName: whom the certificate has to be for; nil where it goes by the address.
    ///   - opened: called when exchanges can begin, or with the error that prevents it.
    init(
        number: Int, owner: InstanceConnections, isSecure: Bool, peerName: PeerName? = nil,
        opened: @escaping (StreamConnection, (any Error)?) -> Void
    ) {
        self.number = number
        self.owner = owner
        self.isSecure = isSecure
        self.peerName = peerName
        self.opened = opened
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        // Given up before there was a channel.
        if isAbandoned { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isSecure { tellOpened(nil) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is SocketChannel.CaughtUp {
            closeOutputIfWritten()
        } else if case .inputClosed? = event as? ChannelEvent {
            inputEnded()
        } else if isSecure, case .handshakeCompleted? = event as? TLSUserEvent {
            handshakeEnded(context)
        }
    }

    private func handshakeEnded(_ context: ChannelHandlerContext) {
        do {
            try peerName?.check(context.pipeline.syncOperations)
            tellOpened(nil)
        } catch {
            errorCaught(context: context, error: error)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if failure == nil { failure = error }
        tellOpened(error)
        inputEnded()
        if exchange == nil { abandon() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        tellOpened(failure ?? ChannelError.eof)
        inputEnded()
        if exchange == nil { abandon() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // RFC 9112, 9.2: what arrives while nothing was asked for is the response to nothing.
        guard let exchange else { return abandon() }
        machine.received(unwrapInboundIn(data).withoutSpareMemory)
        exchange.moved()
        pull()
    }

    func read(context: ChannelHandlerContext) {
        if exchange?.isPaused == true || isBehind {
            hasHeldRead = true
        } else {
            context.read()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        exchange?.moved()
        exchange?.writabilityChanged()
    }

    private func tellOpened(_ error: (any Error)?) {
        guard let opened else { return }
        self.opened = nil
        isOpened = error == nil && !isAbandoned
        opened(self, error)
    }

    private func inputEnded() {
        machine.inputEnded(isClean: failure == nil)
        pull()
    }
}

/// What an exchange does with its connection.
extension StreamConnection {
    /// Whether it is open and carries no exchange.
    var isFree: Bool { exchange == nil && context?.channel.isActive == true }

    /// Whether another exchange may begin on it: not where bytes wait that no exchange has asked for, nor behind its end.
    var isUsable: Bool { isFree && (context?.channel as? SocketChannel)?.hasUnreadInput == false }

    /// Whether what is written goes out soon.
    var isWritable: Bool { context?.channel.isWritable ?? false }

    /// How many bytes have arrived that its exchange has not taken.
    var unread: Int { machine.unread }

    /// How many bytes wait to be sent.
    var unsent: Int {
        (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    /// Whether the whole request was handed over for sending.
    var isRequestSent: Bool { machine.isRequestSent }

    /// Sends the head of a request and what there is of its body; ``flush()`` has to follow.
    func begin(_ exchange: StreamExchange) throws(RequestDefect) {
        self.exchange = exchange
        write(machine.begin(exchange.request))
        if case .whole(let body) = exchange.request.body, body.readableBytes > 0 { try send(body) }
    }

    /// Sends bytes of the request or through the tunnel; ``flush()`` has to follow.
    func send(_ bytes: ByteBuffer) throws(RequestDefect) {
        let framed = try machine.write(bytes)
        if let head = framed.head { write(head) }
        write(framed.bytes)
        if let end = framed.end { write(end) }
    }

    /// Ends the request, or this direction of the tunnel; ``flush()`` has to follow.
    func end(trailers: [HTTPField]) throws(RequestDefect) {
        switch try machine.end(trailers: trailers) {
        case .send(let bytes): write(bytes)
        case .closeOutput: closesOutput = true
        case .nothing: break
        }
    }

    /// Has everything sent.
    func flush() {
        context?.flush()
        closeOutputIfWritten()
    }

    /// Over TLS, all would be closed at once where the service has closed its side, and what waits would be lost.
    private func closeOutputIfWritten() {
        guard closesOutput, unsent == 0 else { return }
        closesOutput = false
        context?.close(mode: .output, promise: nil)
    }

    /// Tells what was held back, and reads on, as the exchange has not paused any more.
    func resume() {
        pull()
        readOn()
    }

    private func readOn() {
        guard hasHeldRead, !isBehind, exchange?.isPaused != true else { return }
        hasHeldRead = false
        context?.read()
    }

    /// Closes the connection, on which nothing more is to happen.
    func abandon() {
        isAbandoned = true
        exchange = nil
        // Not by the handshake with which TLS ends: the service could go on sending meanwhile.
        let tls = isSecure ? try? context?.pipeline.syncOperations.context(handlerType: NIOSSLClientHandler.self) : nil
        (tls ?? context)?.close(promise: nil)
        // One that was never open belongs to whoever tried to open it.
        if isOpened { owner?.lost(self) }
    }

    /// Closes the connection.
    func close() {
        context?.close(promise: nil)
    }

    private func write(_ bytes: ByteBuffer) {
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    /// Hands what has come to the exchange, until that pauses or there is no more.
    private func pull() {
        // An observer may resume while it is told something: the loop that tells goes on.
        guard !isPulling, !isBehind else { return }
        isPulling = true
        defer { isPulling = false }
        var events = 0
        while let exchange, !exchange.isPaused, let event = machine.next() {
            switch event {
            case .informed(let head): exchange.informed(head)
            case .began(let head): exchange.began(head)
            case .upgraded(let head):
                (context?.channel as? SocketChannel)?.keepHalvesApart()
                exchange.upgraded(head)
            case .body(let bytes): exchange.bodyArrived(bytes)
            case .halfClosed: exchange.serviceClosed()
            case .ended(let trailers, let isReusable):
                letGo(isReusable: isReusable)
                exchange.ended(trailers)
            case .failed(let defect):
                let wasReused = isReused
                letGo(isReusable: false)
                exchange.broke(defect, isReused: wasReused)
            }
            events += 1
            if events == Self.mostPerTurn { return goOnInTheNextTurn() }
        }
        // Of a tunnel this is told when both halves are closed, or something has gone wrong behind the first one.
        if isClosed, machine.isOver, let exchange {
            abandon()
            exchange.tunnelClosed()
        }
    }

    private func goOnInTheNextTurn() {
        isBehind = true
        context?.eventLoop.assumeIsolated().execute {
            self.isBehind = false
            self.pull()
            self.readOn()
        }
    }

    /// The exchange is over, as far as this connection is concerned.
    private func letGo(isReusable: Bool) {
        exchange = nil
        guard isReusable, isFree else { return abandon() }
        isReused = true
        owner?.released(self)
    }
}
