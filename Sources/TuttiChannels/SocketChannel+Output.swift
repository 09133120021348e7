internal import Glibc
package import NIOCore
internal import Synchronization
internal import TuttiJSON
internal import TuttiReactor

/// Bytes out.
extension SocketChannel {
    /// The most system calls in a turn, and the most bytes they are given: then other connections come first, though this one could
    /// go on for as long as its reader is fast.
    private static let mostCallsPerTurn = 16
    private static let mostBytesPerTurn = 1 << 20

    /// Takes a `ByteBuffer`, or a body as `SplicedBytes`, which is written from where it is.
    package func write0(_ data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard life != .closed, output.isOpen else {
            promise?.fail(life == .closed ? ChannelError.ioOnClosedChannel : .outputClosed)
            return
        }
        if let buffer = tryUnwrapData(data, as: ByteBuffer.self) {
            output.queue.append(.buffer(buffer), promise)
        } else if let body = tryUnwrapData(data, as: SplicedBytes.self) {
            let pieces = body.pieces
            for piece in pieces.dropLast() { output.queue.append(.slice(piece), nil) }
            output.queue.append(.slice(pieces.last ?? []), promise)
        } else {
            promise?.fail(ChannelError.operationUnsupported)
            return
        }
        if output.queue.byteCount > output.waterMark.high, isWritable { setWritable(false) }
    }

    package func flush0() {
        guard life != .closed else { return }
        output.queue.flush()
        writeOut()
    }

    /// Writes what is flushed for as long as the socket takes it and the turn lasts.
    func writeOut() {
        // The callback of a promise may write and flush again: the loop below, which is running then, writes that too.
        guard life.isActive, !output.isWriting, !output.isScheduled else { return }
        output.isWriting = true
        var calls = Self.mostCallsPerTurn
        var room = Self.mostBytesPerTurn
        while life.isActive, output.isTaking, output.queue.hasFlushed, calls > 0, room > 0 {
            calls -= 1
            room -= writeOnce(atMost: room)
        }
        output.isWriting = false
        guard life.isActive else { return }
        if output.queue.isEmpty {
            if case .closing(let promise) = output.half { finishOutput(promise) }
        } else if output.isTaking, output.queue.hasFlushed {
            scheduleWrite()
        }
    }

    /// Goes on in the next turn: others come first.
    private func scheduleWrite() {
        output.isScheduled = true
        loop.reactor.execute { [self] in
            output.isScheduled = false
            goOnWriting()
        }
    }

    /// Goes on with what had to wait.
    func goOnWriting() {
        writeOut()
        if life.isActive, unwritten == 0 { pipeline.syncOperations.fireUserInboundEventTriggered(CaughtUp()) }
    }

    /// Writes with one system call; returns how many bytes were written.
    private func writeOnce(atMost most: Int) -> Int {
        let count = output.queue.send(atMost: most, to: descriptor)
        guard count >= 0 else {
            outputFailed(CInt(clamping: -count))
            return 0
        }
        output.bytesTaken &+= count
        var left = count
        while let write = output.queue.removeWritten(&left) { write.promise?.succeed() }
        if life.isActive, !isWritable, output.queue.byteCount < output.waterMark.low { setWritable(true) }
        return count
    }

    private func outputFailed(_ error: CInt) {
        switch error {
        case EINTR: break
        case EAGAIN, EWOULDBLOCK: output.isTaking = false
        case EPIPE where mayHaveSaidWhy, ECONNRESET where mayHaveSaidWhy:
            // The other side may have said why before it went: that is read first.
            output.isTaking = false
            output.failure = IOError(errnoCode: error, reason: "send")
            input.isEnding = true
            input.isReadable = true
            scheduleRead()
        default:
            let failure = IOError(errnoCode: error, reason: "send")
            // Whoever reads must not take this for the other side's end.
            pipeline.syncOperations.fireErrorCaught(failure)
            close0(error: failure, mode: .all, promise: nil)
        }
    }

    /// Whether something may be read that explains why nothing can be written.
    ///
    /// Not in a tunnel that nobody reads from because what was read before is not taken yet: nothing would ever be read, and the end not be
    /// seen.
    private var mayHaveSaidWhy: Bool {
        !input.isClosed && (input.isWanted || !staysHalfOpen || !readsWhenAskedAlone)
    }

    private func setWritable(_ isWritable: Bool) {
        mayWrite.store(isWritable, ordering: .relaxed)
        pipeline.syncOperations.fireChannelWritabilityChanged()
    }
}
