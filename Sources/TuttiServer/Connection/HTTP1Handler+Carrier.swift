internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine
internal import TuttiJSON

/// Responses out.
extension HTTP1Handler: ExchangeCarrier {
    /// A part of a body of so many bytes at most is copied behind its chunk's size: three short pieces cost more than the copy.
    private static let shortChunk = 4 << 10

    var eventLoop: any EventLoop { loop.eventLoop }

    var turns: TurnQueue { loop.turns }

    var isOpen: Bool { context != nil && socket.isActive }

    var isWritable: Bool { context?.channel.isWritable ?? false }

    func readBody(streams: Bool, isAwaited: Bool) {
        connection.bodyIsWanted(streams: streams, isAwaited: isAwaited, now)
        act()
    }

    func setBodyPaused(_ isPaused: Bool, isAwaited: Bool) {
        connection.setBodyPaused(isPaused, isAwaited: isAwaited, now)
        act()
    }

    func inform(_ head: ResponseHead) {
        // RFC 9110, 15.2: never to a client of HTTP/1.0.
        guard let context, !connection.isOld else { return }
        var buffer = context.channel.allocator.buffer(capacity: 64)
        loop.renderer.render(interim: head, into: &buffer)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        if head.status == 100 { connection.continueWasSaid(now) }
        noteWaiting()
    }

    /// Writes the response, all of it with one flush.
    func send(_ response: ComposedResponse, closes: Bool) {
        guard let context, let exchange else { return }
        connection.responseCame(closes: closes)
        var buffer = context.channel.allocator.buffer(capacity: ResponseRenderer.size(response))
        loop.renderer.render(response, rendering(exchange), into: &buffer, now: now)
        if !exchange.isBodiless, ResponseRenderer.isLarge(response) {
            context.write(wrapOutboundOut(buffer), promise: nil)
            writeLarge(response.content, context)
            context.flush()
        } else {
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
        flushed()
    }

    private func writeLarge(_ content: SplicedBytes, _ context: ChannelHandlerContext) {
        guard !takesSplicedBytes else { return context.write(NIOAny(content), promise: nil) }
        for piece in content.pieces {
            context.write(wrapOutboundOut(context.channel.allocator.buffer(bytes: piece)), promise: nil)
        }
    }

    func begin(_ head: ResponseHead, length: BodyLength) {
        guard let context, let exchange else { return }
        framing = ResponseFraming(length, isOld: connection.isOld, isBodiless: exchange.isBodiless)
        // A client that was not told to send its body may send it or a new request next: nobody can tell which.
        let isUntold = exchange.waitsForContinue && connection.arrival != .complete
        connection.responseBegan(closes: framing == .untilClose || isUntold)
        var buffer = context.channel.allocator.buffer(capacity: ResponseRenderer.size(head.headers))
        loop.renderer.render(head: head, framing, rendering(exchange), into: &buffer, now: now)
        context.write(wrapOutboundOut(buffer), promise: nil)
        hasUnflushed = true
        // Most often the first part of the body comes in the same turn, and both leave with one system call.
        eventLoop.assumeIsolated().execute {
            guard self.hasUnflushed, let context = self.context else { return }
            self.hasUnflushed = false
            context.flush()
            self.flushed()
        }
    }

    func switchProtocols(_ head: ResponseHead) -> Bool {
        guard let context, let exchange, connection.switchProtocols() else { return false }
        framing = .untilClose
        var buffer = context.channel.allocator.buffer(capacity: ResponseRenderer.size(head.headers))
        loop.renderer.render(switch: head, requestID: exchange.id, into: &buffer)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        socket.keepHalvesApart()
        // What the client has sent already waits for the handler to know.
        eventLoop.assumeIsolated().execute { self.act() }
        return true
    }

    func write(_ bytes: ByteBuffer) {
        guard let context else { return }
        if framing == .chunked {
            writeChunk(bytes, context)
        } else {
            context.write(wrapOutboundOut(bytes), promise: nil)
        }
        hasUnflushed = false
        context.flush()
        noteWaiting()
    }

    private func writeChunk(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        let isShort = bytes.readableBytes <= Self.shortChunk
        var buffer = context.channel.allocator.buffer(capacity: isShort ? bytes.readableBytes + 20 : 20)
        buffer.writeString(String(bytes.readableBytes, radix: 16))
        buffer.writeStaticString("\r\n")
        if isShort {
            buffer.writeImmutableBuffer(bytes)
        } else {
            context.write(wrapOutboundOut(buffer), promise: nil)
            context.write(wrapOutboundOut(bytes), promise: nil)
            buffer.clear()
        }
        buffer.writeStaticString("\r\n")
        context.write(wrapOutboundOut(buffer), promise: nil)
    }

    func end(trailers: [HTTPField]) {
        guard let context else { return }
        connection.responseEnded()
        if framing == .chunked {
            var buffer = context.channel.allocator.buffer(capacity: 16)
            loop.renderer.render(trailers: trailers, into: &buffer)
            context.write(wrapOutboundOut(buffer), promise: nil)
            hasUnflushed = true
        }
        // The end of a body of known length is no byte: it has left.
        if hasUnflushed { context.flush() }
        hasUnflushed = false
        flushed()
    }

    func closeOutput() {
        closesOutput = true
        closeOutputIfWritten()
    }

    /// Over TLS, all would be closed at once when the client closes its side as well, and what waits would be lost.
    func closeOutputIfWritten() {
        guard closesOutput, socket.unwritten == 0 else { return }
        closesOutput = false
        hasClosedOutput = true
        context?.close(mode: .output, promise: nil)
    }

    func abort() {
        // What the log says was sent.
        if hasUnflushed { context?.flush() }
        // An end in order would be the end of the body.
        if framing == .untilClose { socket.reset() } else { context?.close(promise: nil) }
    }

    private func rendering(_ exchange: Exchange) -> ResponseRenderer.Context {
        ResponseRenderer.Context(
            requestID: exchange.id, isBodiless: exchange.isBodiless, closes: connection.closes, isOld: connection.isOld)
    }

    /// Something was flushed; it may have been the last of a response.
    ///
    /// That the system has taken it is asked, and not promised: a promise costs 4,000 instructions.
    private func flushed() {
        if socket.unwritten > 0 {
            noteWaiting()
        } else {
            responseWritten()
        }
    }

    private func noteWaiting() {
        if socket.unwritten > 0 { connection.writeWaits(bytesTaken: socket.bytesTaken, now) }
    }
}
