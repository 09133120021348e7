internal import NIOCore
internal import NIOHTTP1
internal import TuttiEngine
internal import TuttiChannels

/// Requests in: the parts that the decoder makes, one request at a time.
extension ConnectionHandler {
    /// Takes the next piece for the decoder off bytes that have come in; nil when none is left, or nobody will look at it.
    func nextPiece(of bytes: inout ByteBuffer) -> ByteBuffer? {
        // A decoder that has stopped would keep what comes while the connection lingers.
        guard bytes.readableBytes > 0, input.unreadable == nil, phase != .lingering, phase != .closed else {
            return nil
        }
        let count: Int
        do throws(Refusal) {
            count = try input.opening.takePiece(of: bytes.readableBytesView)
        } catch {
            becomeUnreadable(error)
            return nil
        }
        if let place = input.opening.higherVersion { bytes.setInteger(UInt8(ascii: "1"), at: place) }
        if phase == .idle, input.opening.hasBegun {
            phase = .head
            // The first request's time runs from the opening of the connection.
            if input.opening.isLater { setDeadline(limits.headTime) }
        }
        return bytes.readSlice(length: count)
    }

    /// Nothing that comes on this connection can be read any more; the requests before it get their responses first.
    func becomeUnreadable(_ refusal: Refusal) {
        guard input.unreadable == nil else { return }
        input.unreadable = refusal
        if phase.takesRequests, input.backlog.isEmpty, !input.isAdvancing { refuse(refusal) }
    }

    /// Whether more is to be read: behind the last request of a connection nothing, behind another one what fits one read.
    var wantsInput: Bool {
        switch phase {
        case .lingering: true
        case .answering, .writing: input.isCaughtUp && exchange?.closes != true
        case .idle, .head, .body, .closed: input.isCaughtUp
        }
    }

    /// Reads on, if a read was held back and nothing speaks against it any more.
    func resumeReading() {
        guard input.hasHeldRead, wantsInput else { return }
        input.hasHeldRead = false
        context?.read()
    }

    /// Goes on with the requests in the backlog.
    func advance() {
        guard !input.isAdvancing else { return }
        input.isAdvancing = true
        while phase.takesRequests, let part = input.backlog.popFirst() { take(part) }
        input.isAdvancing = false
        // A next request has begun to arrive while the one before was answered.
        if phase == .idle, input.backlog.isEmpty, input.opening.hasBegun {
            phase = .head
            setDeadline(limits.headTime)
        }
        if phase.takesRequests, let refusal = input.unreadable { refuse(refusal) }
        resumeReading()
    }

    /// Takes up a part of the request that is being read.
    func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): headArrived(head)
        case .body(let bytes): bodyArrived(bytes)
        case .end: requestArrived()
        }
    }

    private func headArrived(_ head: HTTPRequestHead) {
        guard let context else { return }
        let exchange = Exchange(client: client(context), started: context.eventLoop.now)
        self.exchange = exchange
        phase = .body
        setDeadline(limits.bodyTime)
        exchange.closes = !head.isKeepAlive
        exchange.isOld = head.version.minor == 0
        do throws(Refusal) {
            if case .sayContinue = try responder.admit(head, to: exchange) {
                context.writeAndFlush(
                    wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
            }
        } catch {
            let response = ComposedResponse(error, requestID: exchange.id)
            guard error.closes else {
                exchange.settled = response
                return
            }
            exchange.closes = true
            send(response, lingers: true)
        }
    }

    private func bodyArrived(_ bytes: ByteBuffer) {
        guard let exchange else { return }
        exchange.bodyBytes += bytes.readableBytes
        guard exchange.bodyBytes <= exchange.bodyLimit else {
            exchange.closes = true
            send(
                exchange.settled ?? ComposedResponse(.bodyTooLarge(limit: exchange.bodyLimit), requestID: exchange.id),
                lingers: true)
            return
        }
        if exchange.settled == nil { exchange.body.append(contentsOf: bytes.readableBytesView) }
    }

    private func requestArrived() {
        guard let exchange, let port else { return }
        if let settled = exchange.settled {
            send(settled)
            return
        }
        phase = .answering
        timer.deadline = .distantFuture
        switch responder.response(exchange, reply: port) {
        case .now(let response): send(response)
        case .later(let task): self.task = task
        }
    }

    /// Answers a request that can't be read, and ends the connection.
    func refuse(_ refusal: Refusal) {
        guard let context else { return }
        let exchange = self.exchange ?? Exchange(client: client(context), started: context.eventLoop.now)
        self.exchange = exchange
        exchange.closes = true
        if exchange.id.isEmpty { responder.refuse(exchange) }
        send(ComposedResponse(refusal, requestID: exchange.id), lingers: true)
    }

    /// Who sends; the address is read from the socket once.
    private func client(_ context: ChannelHandlerContext) -> ConnectedClient {
        if let client { return client }
        let client = ConnectedClient(address: socket?.clientHost ?? context.remoteAddress?.ipAddress ?? "")
        self.client = client
        return client
    }
}
