internal import NIOCore
internal import HTTPTypes
internal import TuttiEngine

/// What the carrier says.
extension Exchange {
    /// A part of the body has arrived.
    func bodyArrived(_ bytes: ByteBuffer) {
        bodyBytes &+= bytes.readableBytes
        guard bodyBytes <= bodyLimit else { return requestBroke(.bodyTooLarge(limit: bodyLimit), settled: settled) }
        if let handler {
            handler.bodyArrived(bytes)
        } else if settled == nil, stage == .collecting {
            body.append(contentsOf: bytes.readableBytesView)
        }
    }

    /// The request is complete.
    func requestArrived(trailers: [HTTPField]) {
        if let handler { return handler.bodyEnded(trailers: trailers) }
        guard stage == .collecting else { return }
        if let settled { return send(settled) }
        stage = .answering
        responder.respond(to: self)
    }

    /// The request can't be read to its end, or does not arrive in time.
    func requestBroke(_ refusal: Refusal) {
        requestBroke(refusal, settled: nil)
    }

    private func requestBroke(_ refusal: Refusal, settled: ComposedResponse?) {
        let abandoned = handler
        handler = nil
        abandoned?.clientLeft()
        if stage == .responding {
            abort()
        } else {
            send(settled ?? ComposedResponse(refusal, requestID: id), closes: true)
        }
    }

    /// ``isWritable`` has changed.
    func writabilityChanged() {
        handler?.writabilityChanged()
    }

    /// The server is being drained, which ends a tunnel behind what was written.
    func drains() {
        guard isTunnel, stage == .responding else { return }
        handler?.tunnelCloses()
        end()
    }

    /// The system has taken the last byte of the response.
    func responseWritten() {
        finish()
    }

    /// The client has left, or this side has cut it off.
    ///
    /// What makes the response gives up. A task may still report what its calls came to; all others have said so.
    func carrierClosed() {
        guard carrier != nil else { return }
        carrier = nil
        // The end of a tunnel is that of its connection.
        disconnected = !isBrokenOff && !isTunnel
        handler?.clientLeft()
        onAbandonment?()
        if stage == .answering, let task {
            stage = .abandoned
            task.cancel()
        } else {
            finish()
        }
    }

    /// Ends the exchange, which the responder counts and logs.
    private func finish() {
        guard stage != .over else { return }
        if disconnected, status == 0 { status = 499 }
        stage = .over
        carrier = nil
        // They may hold the exchange.
        handler = nil
        onAbandonment = nil
        headEdits = []
        responder.ended(self)
    }

    /// A task hands its response over.
    func taskEnded(_ response: ComposedResponse) {
        task = nil
        guard stage == .abandoned else { return send(response) }
        // What its calls came to still belongs into the log and the metrics.
        calls = response.calls
        responseFailures = response.responseFailures
        finish()
    }
}
