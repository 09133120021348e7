internal import HTTPTypes
internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiResilience

/// Responses out.
extension HTTP2StreamHandler: ExchangeCarrier {
    /// Bodies go out in pieces of so many bytes at most, so that a client that takes one in time is seen to read.
    private static let largestPiece = 16 << 10

    var eventLoop: any EventLoop { connection.loop.eventLoop }

    var turns: TurnQueue { connection.loop.turns }

    var isOpen: Bool { context?.channel.isActive ?? false }

    var isWritable: Bool { context?.channel.isWritable ?? false }

    func readBody(streams: Bool, isAwaited: Bool) {
        bodyIsWanted(streams: streams, isAwaited: isAwaited)
    }

    func setBodyPaused(_ isPaused: Bool, isAwaited: Bool) {
        setPaused(isPaused, isAwaited: isAwaited)
    }

    func inform(_ head: ResponseHead) {
        guard let context else { return }
        let fields = HTTP2Renderer.fields(interim: head)
        context.writeAndFlush(wrapOutboundOut(.headers(.init(headers: fields))), promise: nil)
        if head.status == 100 { continueWasSaid() }
    }

    func send(_ response: ComposedResponse, closes: Bool) {
        guard let context, let exchange else { return }
        let pieces = exchange.isBodiless || response.content.count == 0 ? [] : response.content.pieces
        let head = ResponseHead(status: response.status, headers: response.headers)
        write(head, length: .known(response.content.count), isEnd: pieces.isEmpty)
        for (index, piece) in pieces.enumerated() {
            write(context.channel.allocator.buffer(bytes: piece), isEnd: index == pieces.count - 1)
        }
        context.flush()
    }

    func begin(_ head: ResponseHead, length: BodyLength) {
        write(head, length: length, isEnd: exchange?.isBodiless == true)
        context?.flush()
    }

    /// HTTP/2 knows no upgrade (RFC 9113, 8.6).
    func switchProtocols(_ head: ResponseHead) -> Bool { false }

    func closeOutput() {}

    func write(_ bytes: ByteBuffer) {
        write(bytes, isEnd: false)
        context?.flush()
    }

    func end(trailers: [HTTPField]) {
        // The head has ended a response without a body already.
        guard let context, !isResponseComplete else { return }
        if trailers.isEmpty {
            write(ByteBuffer(), isEnd: true)
        } else {
            let fields = HTTP2Renderer.fields(trailers: trailers)
            write(.headers(.init(headers: fields, endStream: true)), isEnd: true)
        }
        context.flush()
    }

    func abort() {
        guard let context else { return }
        context.writeAndFlush(wrapOutboundOut(.rstStream(.internalError)), promise: nil)
        left()
    }

    private func write(_ head: ResponseHead, length: BodyLength, isEnd: Bool) {
        guard let exchange else { return }
        let fields = connection.loop.http2Renderer.fields(
            head, length: length, requestID: exchange.id, now: connection.now)
        write(.headers(.init(headers: fields, endStream: isEnd)), isEnd: isEnd)
    }

    private func write(_ bytes: ByteBuffer, isEnd: Bool) {
        var bytes = bytes
        while bytes.readableBytes > Self.largestPiece, let piece = bytes.readSlice(length: Self.largestPiece) {
            write(.data(.init(data: .byteBuffer(piece))), isEnd: false)
        }
        write(.data(.init(data: .byteBuffer(bytes), endStream: isEnd)), isEnd: isEnd)
    }

    /// Writes a frame, and waits until the system has taken it.
    private func write(_ frame: HTTP2Frame.FramePayload, isEnd: Bool) {
        guard let context else { return }
        if isEnd { isResponseComplete = true }
        unwritten &+= 1
        if writeDeadline == .distantFuture { noteProgress() }
        let taken = context.eventLoop.makePromise(of: Void.self)
        taken.futureResult.assumeIsolated().whenComplete { result in
            self.unwritten &-= 1
            guard case .success = result else { return }
            if isEnd {
                self.responseWritten()
            } else {
                self.noteProgress()
            }
        }
        context.write(wrapOutboundOut(frame), promise: taken)
    }

    /// The client has taken something, or gets something to take.
    private func noteProgress() {
        writeDeadline =
            unwritten > 0 ? connection.now + TimeAmount(connection.limits.writeTime) : .distantFuture
    }
}
