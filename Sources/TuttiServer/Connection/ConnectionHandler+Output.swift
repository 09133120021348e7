internal import NIOCore
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiChannels

/// Responses out, and the end of each exchange.
extension ConnectionHandler {
    /// A task hands its response over.
    func responseArrived(_ response: ComposedResponse) {
        guard let exchange else { return }
        task = nil
        guard phase == .answering else {
            // The client has left meanwhile. What its calls came to still belongs into the log and the metrics.
            exchange.calls = response.calls
            exchange.responseFailures = response.responseFailures
            end(exchange)
            return
        }
        send(response)
    }

    /// Writes the response, all of it with one flush; `lingers` when the client may still be sending.
    func send(_ response: ComposedResponse, lingers: Bool = false) {
        // On a closed channel (the decoder complains of what is missing when the client leaves) the exchange ends as cut off.
        guard let context, let exchange, socket?.isActive != false else { return }
        if isDraining { exchange.closes = true }
        exchange.status = ResponseRenderer.status(response)
        exchange.calls = response.calls
        exchange.responseFailures = response.responseFailures
        phase = .writing
        setDeadline(limits.writeTime)
        var buffer = context.channel.allocator.buffer(capacity: ResponseRenderer.size(response))
        exchange.bytesSent = loop.renderer.render(
            response,
            ResponseRenderer.Context(
                requestID: exchange.id, isHead: exchange.isHead, closes: exchange.closes, isOld: exchange.isOld),
            into: &buffer, now: context.eventLoop.now)
        output.lingers = lingers
        if exchange.bytesSent > 0, ResponseRenderer.isLarge(response) {
            context.write(wrapOutboundOut(buffer), promise: nil)
            context.writeAndFlush(NIOAny(response.content), promise: nil)
        } else {
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
        // Not by a promise, which costs 4,000 instructions.
        if let socket, socket.unwritten > 0 {
            noteUnwritten()
        } else {
            responseWritten()
        }
    }

    /// The socket has taken all of the response.
    func responseWritten() {
        guard phase == .writing, let exchange, let context else { return }
        end(exchange)
        guard exchange.closes || isDraining else {
            phase = .idle
            setDeadline(limits.idleTime)
            advance()
            return
        }
        // Input that is left unread would reset the connection, and with it the response.
        let hasUnread = !input.backlog.isEmpty || socket?.isReadable == true
        input.backlog.removeAll()
        if output.lingers || hasUnread {
            phase = .lingering
            setDeadline(limits.lingerTime)
            arm()  // shorter than the limits that the timer reckons with
            context.close(mode: .output, promise: nil)
            if input.hasHeldRead {
                input.hasHeldRead = false
                context.read()
            }
        } else {
            phase = .closed
            context.close(promise: nil)
        }
    }

    /// The channel is closed, by the client or by this server.
    ///
    /// The exchange that is under way, if any, has lost its client: its task is cancelled, or it ends at once.
    func clientLeft() {
        timer.cancel()
        loop.closed(self)
        let was = phase
        phase = .closed
        input.backlog.removeAll()
        guard let exchange else { return }
        exchange.disconnected = true
        if was == .answering, let task {
            // The exchange ends when the task has reported what its calls came to.
            task.cancel()
        } else {
            end(exchange)
        }
    }

    /// Ends the exchange, which the responder counts and logs.
    func end(_ exchange: Exchange) {
        if exchange.disconnected, exchange.status == 0 { exchange.status = 499 }
        self.exchange = nil
        responder.ended(exchange)
    }
}
