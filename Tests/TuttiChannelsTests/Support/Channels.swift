import NIOCore
import Synchronization
import TuttiChannels
import TuttiReactor

/// Runs a test on the event loop of a reactor, which is ended behind it.
func withLoop<R>(_ body: (ReactorEventLoop) async throws -> R) async throws -> R {
    let reactor = try Reactor()
    try reactor.start(name: "test")
    do {
        let result = try await body(ReactorEventLoop(reactor))
        await reactor.shutDown()
        return result
    } catch {
        await reactor.shutDown()
        throw error
    }
}

/// A listener whose connections become channels.
final class Listening: Sendable {
    private let socket: ListenSocket
    private let loop: ReactorEventLoop
    private let channels: AsyncStream<SocketChannel>

    /// Where it listens.
    let address: SocketAddress
    /// At which port.
    var port: Int { socket.bound.port }

    /// Listens; `initialize` adds handlers to each channel.
    init(
        at address: SocketAddress? = nil, on loop: ReactorEventLoop,
        _ initialize: @escaping @Sendable (SocketChannel) throws -> Void = { _ in }
    ) async throws {
        let (channels, arrivals) = AsyncStream.makeStream(of: SocketChannel.self)
        self.channels = channels
        self.loop = loop
        var bound = try address ?? SocketAddress(ipAddress: "127.0.0.1", port: 0)
        socket = try ListenSocket(ListenSocket.open(bound), on: loop.reactor) { connection in
            let channel = SocketChannel(connection, on: loop)
            do {
                try initialize(channel)
                channel.start()
                arrivals.yield(channel)
            } catch {
                channel.close(promise: nil)
            }
        }
        if bound.port != nil { bound.port = socket.bound.port }
        self.address = bound
        try await loop.run { [socket] in try socket.start() }
    }

    /// Listens no more.
    func close() async throws {
        try await loop.run { [socket] in socket.close() }
    }

    /// The next connection.
    func accepted() async throws -> SocketChannel {
        for await channel in channels { return channel }
        throw CancellationError()
    }
}

/// A channel, and the other side as a plain socket.
func accepted(
    on loop: ReactorEventLoop, _ initialize: @escaping @Sendable (SocketChannel) throws -> Void = { _ in }
) async throws -> (channel: SocketChannel, peer: Peer) {
    let listening = try await Listening(on: loop, initialize)
    let peer = try Peer(connectingTo: listening.port)
    let channel = try await listening.accepted()
    // It stays for as long as the channel does, whether the test names it or not.
    channel.closeFuture.whenComplete { _ in withExtendedLifetime(peer) {} }
    return (channel, peer)
}

/// Two channels that are connected with each other.
func connected(
    on loop: ReactorEventLoop, _ first: @escaping @Sendable (SocketChannel) throws -> Void = { _ in },
    _ second: @escaping @Sendable (SocketChannel) throws -> Void = { _ in }
) async throws -> (SocketChannel, SocketChannel) {
    let listening = try await Listening(on: loop, second)
    let channel = try await SocketChannel.connect(to: listening.address, on: loop, initialize: first).get()
    return (channel, try await listening.accepted())
}

/// How many turns the loop has made since this was begun; on its thread.
final class Turns: Sendable {
    private let count = Mutex(0)
    private let isOver = Mutex(false)

    init(on reactor: Reactor) {
        goOn(reactor)
    }

    /// How many so far; none are counted any more.
    func stop() -> Int {
        isOver.withLock { $0 = true }
        return count.withLock { $0 }
    }

    private func goOn(_ reactor: Reactor) {
        reactor.execute { [self] in
            count.withLock { $0 += 1 }
            if !isOver.withLock({ $0 }) { goOn(reactor) }
        }
    }
}

// `async` overloads of NIO's own hide those that return a future.
extension SocketChannel {
    /// Writes and flushes bytes.
    func written(_ bytes: ByteBuffer) -> EventLoopFuture<Void> { writeAndFlush(bytes) }

    /// Closes the channel, or a half of it.
    func closed(_ mode: CloseMode) -> EventLoopFuture<Void> { close(mode: mode) }
}
