internal import Glibc
internal import NIOCore
internal import TuttiReactor

/// Bytes in.
extension SocketChannel {
    package func read0() {
        guard life != .closed, !input.isClosed else { return }
        input.isWanted = true
        if input.isReadable { scheduleRead() }
    }

    /// Asks for the next read, through the handlers, unless reading by itself is switched off.
    func readAgain() {
        if life.isActive, input.isAutomatic, !input.isWanted, !input.isClosed { pipeline.syncOperations.read() }
    }

    /// Switches reading by itself on or off.
    func setAutomatic(_ isAutomatic: Bool) {
        guard input.isAutomatic != isAutomatic else { return }
        input.isAutomatic = isAutomatic
        if isAutomatic {
            if life.isActive { read0() }
        } else {
            input.isWanted = false
        }
    }

    /// Reads in the next turn: others come first.
    func scheduleRead() {
        guard !input.isScheduled else { return }
        input.isScheduled = true
        loop.reactor.execute { [self] in
            input.isScheduled = false
            readNext()
        }
    }

    /// Reads, if somebody wants it, and goes on in the next turn at the end of the connection.
    func readNext() {
        guard life.isActive, input.isReadable, input.isWanted || input.isEnding && !readsWhenAskedAlone else { return }
        readTurn()
        if life.isActive, input.isReadable, input.isEnding, !readsWhenAskedAlone { scheduleRead() }
    }

    /// Reads, as often as a turn may, and hands on what came.
    private func readTurn() {
        var reads = 0
        while reads < input.mostReads, life.isActive, input.isReadable {
            let bytes: ByteBuffer
            do {
                bytes = try loop.readBuffer.receive(from: descriptor, atMost: input.room)
            } catch {
                guard error.errnoCode == EAGAIN || error.errnoCode == EWOULDBLOCK else { return inputFailed(error) }
                input.isReadable = false
                if let failure = output.failure { return outputEnded(failure) }
                break
            }
            let count = bytes.readableBytes
            guard count > 0 else { return inputEnded() }
            // Less than there was room for: the socket is empty (epoll(7), questions and answers, 9). TCP's urgent data, which
            // nobody sends, ends a read as well: what is behind it is seen with the next bytes that come.
            if count < input.room, !input.isEnding { input.isReadable = false }
            // What fills the room is a part of something large, of which the next read takes more.
            input.room = count >= ReadBuffer.size ? mostReadBytes : ReadBuffer.size
            input.isWanted = false
            reads += 1
            pipeline.syncOperations.fireChannelRead(NIOAny(bytes))
        }
        if reads > 0, life.isActive { pipeline.syncOperations.fireChannelReadComplete() }
        readAgain()
    }

    private func inputFailed(_ error: IOError) {
        pipeline.syncOperations.fireErrorCaught(error)
        close0(error: output.failure ?? error, mode: .all, promise: nil)
    }

    /// All that came is read, and nothing could be written any more: what looks like the other side's end may be a reset, which the
    /// system reports once.
    private func outputEnded(_ failure: IOError) {
        pipeline.syncOperations.fireErrorCaught(failure)
        close0(error: failure, mode: .all, promise: nil)
    }

    /// The other side has sent everything.
    private func inputEnded() {
        input.isReadable = false
        pipeline.syncOperations.fireChannelReadComplete()
        guard life.isActive, !input.isClosed else { return }
        if let failure = output.failure {
            outputEnded(failure)
        } else if staysHalfOpen {
            close0(error: ChannelError.eof, mode: .input, promise: nil)
            if life.isActive, input.isBroken { closeBroken() }
        } else {
            close0(error: ChannelError.eof, mode: .all, promise: nil)
        }
    }
}
