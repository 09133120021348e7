internal import HTTPTypes
internal import NIOCore
internal import TuttiContentCoding
internal import TuttiEngine
internal import TuttiJSON

/// The response: whole, or a head and a body that arrives.
extension Exchange {
    /// Has the response made by a task, which gives it to ``reply``, and is cancelled when the client leaves.
    func answer(by task: Task<Void, Never>) {
        if stage == .answering { self.task = task }
    }

    /// Has the response made by a handler, once the body was collected.
    func answer(by handler: any ExchangeHandler) {
        if stage == .answering { self.handler = handler }
    }

    /// The way back for a task.
    var reply: ReplyPort? { carrier.map { ReplyPort(self, eventLoop: $0.eventLoop) } }

    /// Has the head of the response changed on its way out, whoever makes it: the last change that was asked for comes first.
    func editHead(_ edit: @escaping (inout ResponseHead) -> Void) {
        headEdits.append(edit)
    }

    /// Sends a whole response; `closes` when nothing else can be read from the client after the request.
    func send(_ response: ComposedResponse, closes: Bool = false) {
        guard awaitsResponse, let carrier else { return }
        var response = response
        if !closes, let rules = edge?.content(of: self) {
            switch rules.apply(to: &response, of: request, requestID: id) {
            case .whole: break
            case .encoded(let encoder): return send(response, by: encoder)
            case .headOnly:
                beginEncoded(response)
                return end()
            }
        }
        if !headEdits.isEmpty || edge != nil {
            let head = edited(ResponseHead(status: response.status, headers: response.headers))
            response.status = head.status
            response.headers = head.headers
        }
        response.status = Self.sendable(response.status)
        responseBegins(response.status)
        stage = .answered
        // A refusal in the middle of a request leaves what its handler has said of the calls.
        if !response.calls.isEmpty { calls = response.calls }
        responseFailures = response.responseFailures
        cacheUse = response.cacheUse
        if let rule = response.refusingRule { refusingRule = rule }
        if !isBodiless { bytesSent = response.content.count }
        carrier.send(response, closes: closes)
    }

    /// Sends a response as an encoder gives it out.
    private func send(_ response: ComposedResponse, by encoder: SteppedEncoder) {
        beginEncoded(response)
        // The connection may have failed as the head was written.
        guard stage == .responding else { return }
        let body = EncodedResponse(response.content, encoder, of: self)
        handler = body
        body.start()
    }

    /// Sends the head of a response whose length nobody knows before it is encoded.
    private func beginEncoded(_ response: ComposedResponse) {
        if !response.calls.isEmpty { calls = response.calls }
        responseFailures = response.responseFailures
        cacheUse = response.cacheUse
        begin(ResponseHead(status: response.status, headers: response.headers), length: .unknown)
    }

    /// Sends an interim response, `103 Early Hints` for instance; any number of them come before the response.
    ///
    /// `100 Continue` is ``sayContinue()``; a switch of protocols is no interim response.
    func inform(_ head: ResponseHead) {
        guard awaitsResponse, (102...199).contains(head.status) else { return }
        carrier?.inform(head)
    }

    /// Sends the head of a response whose body follows: ``write(_:)``, then ``end(trailers:)`` or ``abort()``.
    ///
    /// It goes out with the first part of the body, or at the end of this turn of the event loop.
    func begin(_ head: ResponseHead, length: BodyLength) {
        guard awaitsResponse, let carrier else { return }
        var head = edited(head)
        head.status = Self.sendable(head.status)
        responseBegins(head.status)
        stage = .responding
        if case .known(let count) = length { bytesMissing = count }
        carrier.begin(head, length: length)
    }

    /// Switches to the protocol that the client has asked for (``RequestHead/asksForUpgrade``), once its request is complete.
    ///
    /// The head needs `Upgrade`, and its status is 101. From then on all that comes is handed on by ``ExchangeHandler/bodyArrived(_:)``, and
    /// ``write(_:)`` sends what it is given; no time runs. ``ExchangeHandler/bodyEnded(trailers:)`` says that the client sends nothing more,
    /// ``closeOutput()`` is the same on this side, and ``end(trailers:)`` is the end of both.
    ///
    /// - Returns: whether it could. Where it couldn't, another response has to follow.
    func switchProtocols(_ head: ResponseHead) -> Bool {
        guard awaitsResponse, request.asksForUpgrade, handler != nil, let carrier else { return false }
        let head = edited(head)
        guard carrier.switchProtocols(head) else { return false }
        isTunnel = true
        status = 101
        stage = .responding
        bodyLimit = .max
        return true
    }

    /// Sends a part of the body, which goes out at once; more than the head said breaks the response off.
    ///
    /// It is taken whether ``isWritable`` or not: whoever writes without asking fills the memory.
    func write(_ bytes: ByteBuffer) {
        guard stage == .responding, !isBodiless, bytes.readableBytes > 0, let carrier else { return }
        if let missing = bytesMissing {
            guard bytes.readableBytes <= missing else { return abort() }
            bytesMissing = missing - bytes.readableBytes
        }
        bytesSent &+= bytes.readableBytes
        carrier.write(bytes)
    }

    /// Ends the response; one with fewer bytes than its head said is broken off.
    func end(trailers: [HTTPField] = []) {
        guard stage == .responding, let carrier else { return }
        guard isBodiless || bytesMissing ?? 0 == 0 else { return abort() }
        stage = .answered
        carrier.end(trailers: trailers)
    }

    /// Says that nothing more comes through a tunnel, of which the client's side goes on.
    func closeOutput() {
        if isTunnel, stage == .responding { carrier?.closeOutput() }
    }

    /// Breaks the response off: the client must not take what it has got for the whole.
    ///
    /// Before the head is out there is nothing to break off, and the client gets 502.
    func abort() {
        guard stage == .responding else {
            return refuse(Refusal(502, "Bad gateway", "The response could not be made."))
        }
        isBrokenOff = true
        carrier?.abort()
    }

    /// Whether what is written goes out soon; when that changes, ``ExchangeHandler/writabilityChanged()`` is called.
    var isWritable: Bool { carrier?.isWritable ?? false }

    private func responseBegins(_ status: Int) {
        self.status = status
        // RFC 9110, 6.4.1: nor does any other response lack a body.
        isBodiless = request.isHead || status == 204 || status == 304
    }

    private func edited(_ head: ResponseHead) -> ResponseHead {
        var head = head
        for edit in headEdits.reversed() { edit(&head) }
        edge?.edit(&head, of: self)
        return head
    }

    /// A status that can be sent; 500 when a response has none that is final.
    private static func sendable(_ status: Int) -> Int { (200...599).contains(status) ? status : 500 }
}
