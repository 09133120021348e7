#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import NIOCore
internal import TuttiReactor

/// A client's connection: NIO's channel over a socket that a reactor watches.
///
/// The socket is registered once, edge-triggered, for everything: the kernel tells each change once, and what it told is
/// kept in `isReadable` and `isWritableNow` until a call says otherwise. So a connection costs one `epoll_ctl` in its life.
///
/// As NIO's, it closes when the client has closed its sending half: what came before that is read first.
///
/// `@unchecked Sendable`, as `Channel` has to be: touched on its event loop alone.
final class SocketChannel: Channel, ChannelCore, @unchecked Sendable {
    /// From so many bytes that wait on, the channel says that it takes no more…
    private static let highWaterMark = 64 << 10
    /// …and down to so many.
    private static let lowWaterMark = 32 << 10

    /// Bytes that wait to be written.
    private struct Outgoing {
        var bytes: ByteBuffer
        var promise: EventLoopPromise<Void>?
    }

    let eventLoop: any EventLoop
    let allocator = ByteBufferAllocator()
    let remoteAddress: SocketAddress?
    private(set) lazy var pipeline = ChannelPipeline(channel: self)

    private let reactor: Reactor
    private let readBuffer: ReadBuffer
    private let descriptor: Int32
    private let closePromise: EventLoopPromise<Void>
    private var isOpen = true
    private(set) var isActive = false

    private var isAutoReading = true
    /// Whether a read was asked for that has not been made.
    private var wantsRead = false
    private var isReadScheduled = false
    /// Whether a read may bring something.
    private var isReadable = false

    private var outgoing = CircularBuffer<Outgoing>()
    /// How many of `outgoing` are to be written, and not to wait for others.
    private var flushed = 0
    private var outgoingBytes = 0
    private(set) var isWritable = true
    /// Whether the socket may take bytes.
    private var isWritableNow = true
    private var isWriting = false
    /// Whether our sending half is closed, or will be behind what waits.
    private var isOutputClosed = false
    private var outputClosing: EventLoopPromise<Void>?

    /// The channel of an accepted socket, which it closes; called on the event loop.
    init(
        descriptor: Int32, client: SocketAddress?, on eventLoop: ReactorEventLoop, readBuffer: ReadBuffer
    ) {
        self.descriptor = descriptor
        self.readBuffer = readBuffer
        remoteAddress = client
        self.eventLoop = eventLoop
        reactor = eventLoop.reactor
        closePromise = eventLoop.makePromise(of: Void.self)
    }

    var closeFuture: EventLoopFuture<Void> { closePromise.futureResult }
    var localAddress: SocketAddress? { nil }
    var parent: (any Channel)? { nil }
    var _channelCore: any ChannelCore { self }

    /// Begins to serve the connection, whose handlers are in the pipeline; closes it when it can't be watched.
    func start() {
        pipeline.register(promise: nil)
        guard isOpen else { return }
        guard reactor.watch(descriptor, for: [.readable, .writable, .peerClosed, .edge], self) else {
            close(promise: nil)
            return
        }
        isActive = true
        pipeline.syncOperations.fireChannelActive()
        if isOpen, isAutoReading { pipeline.syncOperations.read() }
    }
}

/// Bytes in.
extension SocketChannel {
    func read0() {
        wantsRead = true
        guard isReadable, !isReadScheduled else { return }
        // Others get their turn first.
        isReadScheduled = true
        eventLoop.assumeIsolated().execute {
            self.isReadScheduled = false
            if self.isOpen, self.wantsRead, self.isReadable { self.readOnce() }
        }
    }

    /// Reads at most ``ReadBuffer/size`` bytes and hands them on.
    ///
    /// - Returns: whether there was something, and the channel is still open.
    @discardableResult
    private func readOnce() -> Bool {
        let count: Int
        do {
            count = try readBuffer.receive(from: descriptor)
        } catch {
            if error.errnoCode == EAGAIN || error.errnoCode == EWOULDBLOCK {
                isReadable = false
                return false
            }
            pipeline.syncOperations.fireErrorCaught(error)
            close0(error: error, mode: .all, promise: nil)
            return false
        }
        guard count > 0 else {
            close0(error: ChannelError.eof, mode: .all, promise: nil)
            return false
        }
        // Less than there was room for: the socket is empty (epoll(7), questions and answers, 9).
        if count < ReadBuffer.size { isReadable = false }
        wantsRead = false
        pipeline.syncOperations.fireChannelRead(NIOAny(allocator.buffer(buffer: readBuffer.bytes)))
        pipeline.syncOperations.fireChannelReadComplete()
        if isOpen, isAutoReading, !wantsRead { pipeline.syncOperations.read() }
        return isOpen
    }

    /// The client sends nothing more: reads what is left whether anybody asks for it or not, and closes.
    ///
    /// A read that finds nothing has come too early: another one is told of.
    private func readToEnd() {
        while readOnce() {}
    }
}

/// Bytes out.
extension SocketChannel {
    func write0(_ data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard isOpen else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        guard !isOutputClosed else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        guard let bytes = tryUnwrapData(data, as: ByteBuffer.self) else {
            promise?.fail(ChannelError.operationUnsupported)
            return
        }
        outgoing.append(Outgoing(bytes: bytes, promise: promise))
        outgoingBytes += bytes.readableBytes
        if isWritable, outgoingBytes > Self.highWaterMark {
            isWritable = false
            pipeline.syncOperations.fireChannelWritabilityChanged()
        }
    }

    func flush0() {
        flushed = outgoing.count
        writeOut()
    }

    /// Writes what is flushed for as long as the socket takes it.
    private func writeOut() {
        // What a promise brings about may write and flush again: that is for the loop that is running.
        guard !isWriting else { return }
        isWriting = true
        while isOpen, flushed > 0, isWritableNow { writeFirst() }
        isWriting = false
        guard isOpen else { return }
        if !isWritable, outgoingBytes <= Self.lowWaterMark {
            isWritable = true
            pipeline.syncOperations.fireChannelWritabilityChanged()
        }
        if isOpen, outgoing.isEmpty, let closing = outputClosing {
            outputClosing = nil
            shutdown(descriptor, CInt(SHUT_WR))
            closing.succeed()
        }
    }

    private func writeFirst() {
        var error: CInt = 0
        let count = outgoing[outgoing.startIndex].bytes.readWithUnsafeReadableBytes { bytes in
            if bytes.isEmpty { return 0 }
            let count = send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
            if count < 0 { error = errno }
            return max(count, 0)
        }
        outgoingBytes -= count
        switch error {
        case 0:
            guard outgoing[outgoing.startIndex].bytes.readableBytes == 0 else { return }
            flushed -= 1
            outgoing.removeFirst().promise?.succeed()
        case EINTR: break
        case EAGAIN, EWOULDBLOCK: isWritableNow = false
        default: close0(error: IOError(errnoCode: error, reason: "send"), mode: .all, promise: nil)
        }
    }
}

/// What the reactor tells.
extension SocketChannel: DescriptorObserver {
    func descriptorIsReady(_ events: DescriptorEvents) {
        if !isWritableNow, events.hasAny(of: .writable) {
            isWritableNow = true
            writeOut()
        }
        guard isOpen else { return }
        if events.hasAny(of: .ended) {
            readToEnd()
        } else if events.hasAny(of: .readable) {
            isReadable = true
            if wantsRead { readOnce() }
        }
    }

    func reactorStops() {
        close0(error: EventLoopError.shutdown, mode: .all, promise: nil)
    }
}

/// The end, and what channels need not do here.
extension SocketChannel {
    func close0(error: any Error, mode: CloseMode, promise: EventLoopPromise<Void>?) {
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
        reactor.unwatch(descriptor)
        SystemSocket.close(descriptor)
        let lost = outgoing
        outgoing = []
        flushed = 0
        outgoingBytes = 0
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

    func register0(promise: EventLoopPromise<Void>?) {
        promise?.succeed()
        pipeline.syncOperations.fireChannelRegistered()
    }

    func localAddress0() throws -> SocketAddress { throw ChannelError.operationUnsupported }

    func remoteAddress0() throws -> SocketAddress {
        guard let remoteAddress else { throw ChannelError.operationUnsupported }
        return remoteAddress
    }

    func registerAlreadyConfigured0(promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    func bind0(to: SocketAddress, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    func connect0(to: SocketAddress, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    func triggerUserOutboundEvent0(_ event: Any, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    func channelRead0(_ data: NIOAny) {}

    func errorCaught0(error: any Error) {}
}

extension SocketChannel: NIOSynchronousChannelOptions {
    var syncOptions: (any NIOSynchronousChannelOptions)? { self }

    func setOption<Option: ChannelOption>(_ option: Option, value: Option.Value) throws {
        guard option is ChannelOptions.Types.AutoReadOption, let value = value as? Bool else {
            throw ChannelError.operationUnsupported
        }
        isAutoReading = value
        if value, isActive { pipeline.syncOperations.read() }
    }

    func getOption<Option: ChannelOption>(_ option: Option) throws -> Option.Value {
        let value: Any? =
            switch option {
            case is ChannelOptions.Types.AutoReadOption: isAutoReading
            case is ChannelOptions.Types.BufferedWritableBytesOption: outgoingBytes
            default: nil
            }
        guard let value = value as? Option.Value else { throw ChannelError.operationUnsupported }
        return value
    }

    func setOption<Option: ChannelOption>(_ option: Option, value: Option.Value) -> EventLoopFuture<Void> {
        eventLoop.makeCompletedFuture { try self.setOption(option, value: value) as Void }
    }

    func getOption<Option: ChannelOption>(_ option: Option) -> EventLoopFuture<Option.Value> {
        eventLoop.makeCompletedFuture { try self.getOption(option) as Option.Value }
    }
}
