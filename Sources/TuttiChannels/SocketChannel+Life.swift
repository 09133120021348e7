internal import Glibc
package import NIOCore
internal import Synchronization
internal import TuttiReactor

/// The beginning and the end.
extension SocketChannel {
    package func register0(promise: EventLoopPromise<Void>?) {
        guard life == .fresh else {
            promise?.fail(life == .closed ? ChannelError.ioOnClosedChannel : .inappropriateOperationForState)
            return
        }
        life = .registered
        promise?.succeed()
        pipeline.syncOperations.fireChannelRegistered()
    }

    package func registerAlreadyConfigured0(promise: EventLoopPromise<Void>?) {
        guard life == .fresh else { return register0(promise: promise) }
        register0(promise: nil)
        guard life == .registered else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        guard watch() else {
            promise?.fail(NotWatched())
            return close0(error: NotWatched(), mode: .all, promise: nil)
        }
        becomeActive(promise)
    }

    /// Has the reactor say what happens to the socket; false when it can't.
    func watch() -> Bool {
        loop.reactor.watch(descriptor, for: .everyChange, self)
    }

    /// There is a connection: tells first the promise and then the handlers, writes what was flushed before, and asks for a read.
    func becomeActive(_ promise: EventLoopPromise<Void>?) {
        life = .activating
        promise?.succeed()
        guard life == .activating else { return }
        life = .active
        pipeline.syncOperations.fireChannelActive()
        writeOut()
        readAgain()
    }

    package func close0(error: any Error, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard life != .closed else {
            promise?.fail(ChannelError.alreadyClosed)
            return
        }
        switch mode {
        case .input: closeInput(error, promise)
        case .output: closeOutput(promise)
        case .all: closeAll(error, promise)
        }
    }

    /// Closes the connection so that the other side sees a reset (RFC 9293, 3.5.2), and not an end in order.
    ///
    /// What it has not read yet is lost. Called on the event loop.
    package func reset() {
        guard life != .closed else { return }
        var lingering = linger(l_onoff: 1, l_linger: 0)
        // Where it fails, the connection is closed all the same.
        _ = setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
        close0(error: ChannelError.eof, mode: .all, promise: nil)
    }

    private func closeInput(_ error: any Error, _ promise: EventLoopPromise<Void>?) {
        guard !input.isClosed else {
            promise?.fail(ChannelError.inputClosed)
            return
        }
        guard !output.isClosed else { return closeAll(error, promise) }
        if case .eof? = error as? ChannelError {
            // The other side has closed it already.
        } else if shutdown(descriptor, CInt(SHUT_RD)) != 0 {
            promise?.fail(IOError(errnoCode: errno, reason: "shutdown"))
            return
        }
        input.isClosed = true
        input.isWanted = false
        input.isReadable = false
        promise?.succeed()
        pipeline.syncOperations.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }

    /// Closes the half that writes once everything is written, also what was not flushed.
    private func closeOutput(_ promise: EventLoopPromise<Void>?) {
        guard output.isOpen else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        output.half = .closing(promise)
        flush0()
    }

    /// Everything is written that came before the output was to be closed.
    func finishOutput(_ promise: EventLoopPromise<Void>?) {
        output.half = .closed
        guard !input.isClosed else { return closeAll(ChannelError.outputClosed, promise) }
        if shutdown(descriptor, CInt(SHUT_WR)) == 0 {
            promise?.succeed()
        } else {
            promise?.fail(IOError(errnoCode: errno, reason: "shutdown"))
        }
        guard life != .closed else { return }
        pipeline.syncOperations.fireUserInboundEventTriggered(ChannelEvent.outputClosed)
    }

    private func closeAll(_ error: any Error, _ promise: EventLoopPromise<Void>?) {
        let before = life
        life = .closed
        // The number of the descriptor may be another socket's from here on.
        addresses.withLock { $0.stage = .closed }
        loop.reactor.close(descriptor)
        let lost = output.queue.removeAll()
        let attempt = self.attempt
        self.attempt = nil
        attempt?.timer?.cancel()

        for write in lost { write.promise?.fail(error) }
        if case .closing(let closing) = output.half { closing?.fail(error) }
        attempt?.promise?.fail(error)
        promise?.succeed()
        if before == .active { pipeline.syncOperations.fireChannelInactive() }
        if before != .fresh { pipeline.syncOperations.fireChannelUnregistered() }
        // Handlers are still at work with the pipeline.
        loop.reactor.execute { [self] in
            removeHandlers(pipeline: pipeline)
            closePromise.succeed()
            addresses.withLock { $0 = ChannelAddresses(stage: .gone) }
        }
    }
}
