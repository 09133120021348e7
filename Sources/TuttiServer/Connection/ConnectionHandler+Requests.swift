internal import NIOCore
internal import NIOHTTP1
internal import TuttiEngine
internal import TuttiResilience

/// Requests in: the parts that the decoder makes, one request at a time.
extension ConnectionHandler {
    /// Goes on with the requests that wait.
    func advance() {
        guard !isAdvancing else { return }
        isAdvancing = true
        while phase.takesRequests, let part = backlog.popFirst() { take(part) }
        isAdvancing = false
        // A next request has begun to arrive while the one before was answered.
        if phase == .idle, backlog.isEmpty, opening.hasBegun {
            phase = .head
            setDeadline(limits.headTime)
        }
        if phase.takesRequests, let unreadable { refuse(unreadable) }
        resumeReading()
    }

    /// Reads on, if that was held back and nothing speaks against it any more.
    func resumeReading() {
        guard hasHeldRead, wantsInput else { return }
        hasHeldRead = false
        context?.read()
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
        let exchange = Exchange(client: client(context), group: clientGroup, started: context.eventLoop.now)
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
        deadline = .distantFuture
        switch responder.response(exchange, reply: port) {
        case .now(let response): send(response)
        case .later(let task): self.task = task
        }
    }

    /// Answers a request that can't be read, and ends the connection.
    func refuse(_ refusal: Refusal) {
        guard let context else { return }
        let exchange =
            self.exchange
            ?? Exchange(client: client(context), group: clientGroup, started: context.eventLoop.now)
        self.exchange = exchange
        exchange.closes = true
        if exchange.id.isEmpty { responder.refuse(exchange) }
        send(ComposedResponse(refusal, requestID: exchange.id), lingers: true)
    }

    /// The address of the client, without its port.
    func client(_ context: ChannelHandlerContext) -> String {
        if let clientAddress { return clientAddress }
        var address = socket?.clientHost ?? context.remoteAddress?.ipAddress ?? ""
        if address.isEmpty { address = "unknown" }
        clientAddress = address
        clientGroup = ClientGroup(address: address)
        return address
    }
}
