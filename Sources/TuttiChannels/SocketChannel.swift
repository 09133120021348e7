internal import Glibc
package import NIOCore
internal import TuttiJSON
package import TuttiReactor

/// A client's connection: NIO's channel over a socket that a reactor watches.
///
/// The socket is registered once, edge-triggered, for everything: the kernel reports each change once, and `isReadable` and
/// `isTaking` hold what it reported until a system call says otherwise. So a connection costs one `epoll_ctl` in its life.
///
/// It reads on its own for as long as its handlers let each read pass. When the client has closed its sending half, it reads what
/// came before that, and closes.
///
/// `@unchecked Sendable`, as `Channel` has to be: touched on its event loop alone.
package final class SocketChannel: Channel, ChannelCore, @unchecked Sendable {
    /// The inbound event that says: everything has been written, after some of it had to wait.
    package struct CaughtUp {}

    package let eventLoop: any EventLoop
    package let allocator = ByteBufferAllocator()
    /// The client's address as text; "" when it has none.
    package let clientHost: String
    package private(set) lazy var pipeline = ChannelPipeline(channel: self)

    private let reactor: Reactor
    private let readBuffer: ReadBuffer
    private let descriptor: Int32
    private let clientPort: Int
    private let closePromise: EventLoopPromise<Void>
    private var isOpen = true
    package private(set) var isActive = false

    /// Whether a read was asked for that has not been made.
    private var wantsRead = false
    private var isReadScheduled = false
    /// Whether a read may bring something.
    package private(set) var isReadable = false
    /// Whether the client sends nothing more: the rest is read whether a handler asks for it or not.
    private var isEnding = false

    private var outgoing = CircularBuffer<(bytes: OutgoingBytes, promise: EventLoopPromise<Void>?)>()
    /// How many of `outgoing` are flushed: they are to be written now.
    private var flushed = 0
    /// How many bytes have not been written.
    package private(set) var unwritten = 0
    /// How many bytes the system has taken in all.
    package private(set) var bytesTaken = 0
    /// Whether the socket may take bytes.
    private var isTaking = true
    private var isWriting = false
    /// Whether our sending half is closed, or will be once everything is written.
    private var isOutputClosed = false
    private var outputClosing: EventLoopPromise<Void>?

    /// The channel of an accepted socket, which it closes; called on the event loop.
    package init(_ connection: SystemSocket.Connection, on eventLoop: ReactorEventLoop, readBuffer: ReadBuffer) {
        descriptor = connection.descriptor
        clientHost = connection.host
        clientPort = connection.port
        self.readBuffer = readBuffer
        self.eventLoop = eventLoop
        reactor = eventLoop.reactor
        closePromise = eventLoop.makePromise(of: Void.self)
    }

    package var closeFuture: EventLoopFuture<Void> { closePromise.futureResult }
    package var localAddress: SocketAddress? { nil }
    package var remoteAddress: SocketAddress? { try? SocketAddress(ipAddress: clientHost, port: clientPort) }
    package var parent: (any Channel)? { nil }
    package var isWritable: Bool { true }
    package var _channelCore: any ChannelCore { self }

    /// Begins to serve the connection, whose handlers are in the pipeline; closes it when it can't be watched.
    package func start() {
        pipeline.register(promise: nil)
        guard isOpen else { return }
        guard reactor.watch(descriptor, for: .everyChange, self) else { return close(promise: nil) }
        isActive = true
        pipeline.syncOperations.fireChannelActive()
        if isOpen { pipeline.syncOperations.read() }
    }
}

/// Bytes in.
extension SocketChannel {
    package func read0() {
        wantsRead = true
        if isReadable { scheduleRead() }
    }

    /// Reads in the next turn: others come first.
    private func scheduleRead() {
        guard !isReadScheduled else { return }
        isReadScheduled = true
        eventLoop.assumeIsolated().execute {
            self.isReadScheduled = false
            self.readNext()
        }
    }

    /// Reads once, if somebody wants it, and goes on in the next turn at the end of the connection.
    private func readNext() {
        guard isOpen, isReadable, wantsRead || isEnding else { return }
        readOnce()
        if isOpen, isReadable, isEnding { scheduleRead() }
    }

    /// Reads at most ``ReadBuffer/size`` bytes and hands them on.
    private func readOnce() {
        let count: Int
        do {
            count = try readBuffer.receive(from: descriptor)
        } catch {
            if error.errnoCode == EAGAIN || error.errnoCode == EWOULDBLOCK {
                isReadable = false
            } else {
                pipeline.syncOperations.fireErrorCaught(error)
                close0(error: error, mode: .all, promise: nil)
            }
            return
        }
        guard count > 0 else { return close0(error: ChannelError.eof, mode: .all, promise: nil) }
        // Less than there was room for: the socket is empty (epoll(7), questions and answers, 9). TCP's urgent data, which no
        // HTTP client sends, ends a read as well: what is behind it is seen with the next bytes that come.
        if count < ReadBuffer.size, !isEnding { isReadable = false }
        wantsRead = false
        pipeline.syncOperations.fireChannelRead(NIOAny(allocator.buffer(buffer: readBuffer.bytes)))
        pipeline.syncOperations.fireChannelReadComplete()
        if isOpen, !wantsRead { pipeline.syncOperations.read() }
    }
}

/// Bytes out.
extension SocketChannel {
    /// Takes a `ByteBuffer`, or a body as `SplicedBytes`, which is written from where it is.
    package func write0(_ data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard isOpen, !isOutputClosed else {
            promise?.fail(isOpen ? ChannelError.outputClosed : ChannelError.ioOnClosedChannel)
            return
        }
        if let buffer = tryUnwrapData(data, as: ByteBuffer.self) {
            append(.buffer(buffer), promise)
        } else if let body = tryUnwrapData(data, as: SplicedBytes.self) {
            let pieces = body.pieces
            for piece in pieces.dropLast() { append(.slice(piece), nil) }
            append(.slice(pieces.last ?? []), promise)
        } else {
            promise?.fail(ChannelError.operationUnsupported)
        }
    }

    private func append(_ bytes: OutgoingBytes, _ promise: EventLoopPromise<Void>?) {
        outgoing.append((bytes, promise))
        unwritten += bytes.count
    }

    package func flush0() {
        flushed = outgoing.count
        writeOut()
    }

    /// Writes what is flushed for as long as the socket takes it.
    private func writeOut() {
        // The callback of a promise may write and flush again: the loop below, which is running then, writes that too.
        guard !isWriting else { return }
        isWriting = true
        while isOpen, flushed > 0, isTaking { writeOnce() }
        isWriting = false
        if isOpen, outgoing.isEmpty, let closing = outputClosing {
            outputClosing = nil
            shutdown(descriptor, CInt(SHUT_WR))
            closing.succeed()
        }
    }

    private func writeOnce() {
        var pieces = SendPieces()
        var left = send(from: 0, &pieces)
        guard left >= 0 else {
            switch CInt(clamping: -left) {
            case EINTR: break
            case EAGAIN, EWOULDBLOCK: isTaking = false
            case let error: close0(error: IOError(errnoCode: error, reason: "send"), mode: .all, promise: nil)
            }
            return
        }
        unwritten -= left
        bytesTaken &+= left
        while isOpen, flushed > 0, let first = outgoing.first {
            guard first.bytes.count <= left else {
                outgoing[outgoing.startIndex].bytes.dropFirst(left)
                return
            }
            left -= first.bytes.count
            flushed -= 1
            outgoing.removeFirst().promise?.succeed()
        }
    }

    /// Adds what is flushed, from an index on, for as long as there is room, and sends all of it.
    private func send(from index: Int, _ pieces: inout SendPieces) -> Int {
        guard index < flushed else { return pieces.send(to: descriptor) }
        return outgoing[offset: index].bytes.withBytes { bytes in
            pieces.append(bytes) ? send(from: index + 1, &pieces) : pieces.send(to: descriptor)
        }
    }
}

/// Events of the reactor.
extension SocketChannel: DescriptorObserver {
    package func descriptorIsReady(_ events: DescriptorEvents) {
        if !isTaking, events.hasAny(of: .writable) {
            isTaking = true
            writeOut()
            if isOpen, unwritten == 0 { pipeline.syncOperations.fireUserInboundEventTriggered(CaughtUp()) }
        }
        guard isOpen else { return }
        if events.hasAny(of: .ended) { isEnding = true }
        if isEnding || events.hasAny(of: .readable) {
            isReadable = true
            readNext()
        }
    }

    package func reactorStops() {
        close0(error: EventLoopError.shutdown, mode: .all, promise: nil)
    }
}

/// The end, and what this kind of channel does not support.
extension SocketChannel {
    package func close0(error: any Error, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard isOpen else {
            promise?.fail(ChannelError.alreadyClosed)
            return
        }
        switch mode {
        case .input: promise?.fail(ChannelError.operationUnsupported)
        case .output:
            guard !isOutputClosed else {
                promise?.fail(ChannelError.outputClosed)
                return
            }
            isOutputClosed = true
            outputClosing = promise ?? eventLoop.makePromise()
            flush0()
        case .all: closeAll(error, promise)
        }
    }

    private func closeAll(_ error: any Error, _ promise: EventLoopPromise<Void>?) {
        let wasActive = isActive
        isOpen = false
        isActive = false
        reactor.close(descriptor)
        let lost = outgoing
        outgoing = []
        flushed = 0
        for written in lost { written.promise?.fail(error) }
        outputClosing?.fail(error)
        outputClosing = nil
        promise?.succeed()
        if wasActive { pipeline.syncOperations.fireChannelInactive() }
        pipeline.syncOperations.fireChannelUnregistered()
        // Handlers are still at work with the pipeline.
        eventLoop.assumeIsolated().execute {
            self.removeHandlers(pipeline: self.pipeline)
            self.closePromise.succeed()
        }
    }

    package func register0(promise: EventLoopPromise<Void>?) {
        promise?.succeed()
        pipeline.syncOperations.fireChannelRegistered()
    }

    package func localAddress0() throws -> SocketAddress { throw ChannelError.operationUnsupported }

    package func remoteAddress0() throws -> SocketAddress {
        guard let remoteAddress else { throw ChannelError.operationUnsupported }
        return remoteAddress
    }

    package func registerAlreadyConfigured0(promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    package func bind0(to: SocketAddress, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    package func connect0(to: SocketAddress, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    package func triggerUserOutboundEvent0(_ event: Any, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    package func channelRead0(_ data: NIOAny) {}

    package func errorCaught0(error: any Error) {}

    package func setOption<Option: ChannelOption>(_ option: Option, value: Option.Value) -> EventLoopFuture<Void> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }

    package func getOption<Option: ChannelOption>(_ option: Option) -> EventLoopFuture<Option.Value> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }
}
