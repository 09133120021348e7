internal import Glibc
package import NIOCore
internal import Synchronization
package import TuttiReactor

/// A stream connection, accepted or connected: NIO's channel over a socket that a reactor watches.
///
/// It keeps NIO's contract: what `Channel` says may be used from any thread can be, handlers are told what happens in NIO's order, and
/// a read follows the last one by itself unless `autoRead` is off. It takes `ByteBuffer` and, to be written from where they are,
/// `SplicedBytes`.
///
/// The socket is registered once, edge-triggered, for everything: the kernel reports each change once, and `input.isReadable` and
/// `output.isTaking` hold what it reported until a system call says otherwise. So a connection costs one `epoll_ctl` in its life.
///
/// When the other side has closed its sending half, what came before that is read though nobody asks for it, and the channel closes,
/// or its input with `allowRemoteHalfClosure`.
///
/// `@unchecked Sendable`, as `Channel` has to be: touched on its event loop alone, but for what is immutable, atomic or under a lock.
package final class SocketChannel: Channel, ChannelCore, @unchecked Sendable {
    /// The inbound event that says: everything has been written, after some of it had to wait.
    package struct CaughtUp {}

    package let eventLoop: any EventLoop
    package let allocator = ByteBufferAllocator()
    /// The address of the client that was accepted, as text; "" when it has none.
    ///
    /// On the event loop: a proxy in front may say who its client is.
    package var clientHost: String
    package private(set) lazy var pipeline = ChannelPipeline(channel: self)

    let loop: ReactorEventLoop
    let descriptor: Int32
    let closePromise: EventLoopPromise<Void>
    let addresses: Mutex<ChannelAddresses>
    let mayWrite = Atomic(true)
    private let peerHost: String
    private let peerPort: Int
    private let hasConnection = Atomic(false)

    var life = ChannelLife.fresh {
        didSet { hasConnection.store(life.isActive, ordering: .relaxed) }
    }
    var input = ChannelInput()
    var output = ChannelOutput()
    /// The attempt to connect, while it lasts.
    var attempt: ConnectAttempt?
    /// How long the system may take to connect; without a limit of ours when it is nil.
    var connectTimeout: TimeAmount?
    /// Whether the channel stays open when the other side has closed its sending half.
    var staysHalfOpen = false

    /// Whether also the end of the connection, and what came before it, are read only when somebody asks; on the event loop.
    ///
    /// Who reads slowly on purpose wants that: else all that the system has kept would come at once when the other side closes.
    package var readsWhenAskedAlone = false

    /// The most bytes of a read behind one that was full, ``ReadBuffer/size`` or more; on the event loop.
    ///
    /// Large bodies take a system call for each read, and another for each write of what was read.
    package var mostReadBytes = ReadBuffer.size

    /// From now on each half ends by itself, and nothing is read before somebody asks, the other side's end included; on the event loop.
    package func keepHalvesApart() {
        staysHalfOpen = true
        readsWhenAskedAlone = true
    }

    private init(
        _ descriptor: Int32, client: SystemSocket.Endpoint?, _ stage: ChannelAddresses.Stage, on loop: ReactorEventLoop
    ) {
        self.descriptor = descriptor
        self.loop = loop
        eventLoop = loop
        peerHost = client?.host ?? ""
        peerPort = client?.port ?? 0
        clientHost = peerHost
        addresses = Mutex(ChannelAddresses(stage: stage))
        closePromise = loop.makePromise(of: Void.self)
        _ = pipeline  // made here, on one thread, because others may ask for it at once
    }

    /// The channel of an accepted socket, which it closes; ``start()`` has to follow.
    package convenience init(_ connection: SystemSocket.Connection, on loop: ReactorEventLoop) {
        self.init(connection.descriptor, client: connection.client, .connected, on: loop)
    }

    /// A channel that is to be registered, and then connected to an address.
    ///
    /// - Throws: the system's error, when there can be no socket.
    convenience init(connectingTo address: SocketAddress, on loop: ReactorEventLoop, ceiling: Int = .max) throws {
        let descriptor: Int32
        do {
            descriptor = try address.withSockAddr { address, _ in try SystemSocket.open(for: address) }
        } catch let failure as SystemSocket.Failure {
            throw IOError(errnoCode: failure.code, reason: "socket")
        }
        guard descriptor < ceiling else {
            SystemSocket.close(descriptor)
            throw IOError(errnoCode: EMFILE, reason: "socket")
        }
        self.init(descriptor, client: nil, .unconnected, on: loop)
    }

    package var closeFuture: EventLoopFuture<Void> { closePromise.futureResult }
    package var parent: (any Channel)? { nil }
    package var isActive: Bool { hasConnection.load(ordering: .relaxed) }
    package var isWritable: Bool { mayWrite.load(ordering: .relaxed) }
    package var _channelCore: any ChannelCore { self }

    /// Whether a read may bring something; on the event loop.
    package var isReadable: Bool { input.isReadable }

    /// Whether something has come that was not read, asked of the system; on the event loop.
    package var hasUnread: Bool { life != .closed && SystemSocket.hasUnread(descriptor) }

    /// How many bytes have not been written; on the event loop.
    package var unwritten: Int { output.queue.byteCount }

    /// How many bytes the system has taken in all; on the event loop.
    package var bytesTaken: Int { output.bytesTaken }

    /// Our side's address; once the socket is closed only if somebody has asked for it before.
    package var localAddress: SocketAddress? {
        addresses.withLock { known in
            if known.local == nil, known.stage == .connected {
                let local = SystemSocket.local(of: descriptor)
                known.local = try? SocketAddress(ipAddress: local.host, port: local.port)
            }
            return known.local
        }
    }

    /// The other side's address, until all handlers have been told of the end.
    package var remoteAddress: SocketAddress? {
        addresses.withLock { known in
            if known.remote == nil, known.stage == .connected || known.stage == .closed {
                known.remote = try? SocketAddress(ipAddress: peerHost, port: peerPort)
            }
            return known.remote
        }
    }

    /// Begins to serve an accepted connection, whose handlers are in the pipeline; closes it when it can't be watched.
    ///
    /// Called on the event loop.
    package func start() {
        registerAlreadyConfigured0(promise: nil)
    }
}
