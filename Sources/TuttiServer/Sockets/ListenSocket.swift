#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import NIOCore
internal import TuttiReactor
internal import TuttiResilience

/// A socket that connections are accepted from, on the thread of one reactor.
///
/// `@unchecked Sendable`: touched on that thread alone, but for what is immutable.
final class ListenSocket: DescriptorObserver, @unchecked Sendable {
    /// A connection that was accepted; its descriptor is the receiver's to close.
    struct Connection: Sendable {
        var descriptor: Int32
        var client: SocketAddress?
    }

    /// The most connections accepted before others get their turn.
    private static let mostPerTurn = 64
    /// How long nothing is accepted when descriptors or memory have run out: asking at once would find the same.
    private static let pause = TimeSpan.milliseconds(100)

    /// The address that is bound, with the port that the system gave.
    let address: SocketAddress

    private let descriptor: Int32
    private let reactor: Reactor
    private let accepted: (Connection) -> Void
    private var isOpen = true

    /// Listens on an address; ``start()`` has to follow, or ``close()``.
    ///
    /// - Parameters:
    ///   - address: where to listen.
    ///   - reactor: whose thread accepts.
    ///   - accepted: takes each connection, on that thread.
    /// - Throws: `IOError`, with the system's error.
    init(_ address: SocketAddress, on reactor: Reactor, accepted: @escaping (Connection) -> Void) throws {
        descriptor = try Self.listen(on: address)
        var bound = address
        bound.port = Reactor.boundPort(of: descriptor)
        self.address = bound
        self.reactor = reactor
        self.accepted = accepted
    }

    /// Begins to accept; called on the reactor's thread.
    func start() {
        if isOpen { _ = reactor.watch(descriptor, for: .readable, self) }
    }

    /// Closes the socket; called on the reactor's thread.
    func close() {
        guard isOpen else { return }
        isOpen = false
        reactor.unwatch(descriptor)
        SystemSocket.close(descriptor)
    }

    func descriptorIsReady(_ events: DescriptorEvents) {
        for _ in 0..<Self.mostPerTurn where isOpen {
            switch reactor.accept(from: descriptor) {
            case .connection(let descriptor, let host, let port):
                accepted(
                    Connection(
                        descriptor: descriptor, client: try? SocketAddress(ipAddress: host, port: Int(port))))
            case .none: return
            case .exhausted:
                reactor.unwatch(descriptor)
                _ = reactor.schedule(at: SystemClock.now + Self.pause) { [self] in start() }
                return
            }
        }
    }

    func reactorStops() {
        close()
    }

    private static func listen(on address: SocketAddress) throws -> Int32 {
        let family =
            switch address {
            case .v4: AF_INET
            case .v6: AF_INET6
            case .unixDomainSocket: AF_UNIX
            }
        let type = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, type, 0)
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
        set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        // What follows, an accepted socket takes over from the one that listens.
        set(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, 1)
        // So much of a response lies unsent in the system at most. The rest stays in the process, where it can be
        // seen whether a slow client still takes some of it; the system's own buffer may have room for minutes.
        set(descriptor, CInt(IPPROTO_TCP), TCP_NOTSENT_LOWAT, 64 << 10)
        let isBound = address.withSockAddr { bind(descriptor, $0, socklen_t($1)) == 0 }
        guard isBound, SystemSocket.listen(descriptor, backlog: 1024) else {
            let error = IOError(errnoCode: errno, reason: isBound ? "listen" : "bind")
            SystemSocket.close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func set(_ descriptor: Int32, _ level: CInt, _ option: CInt, _ value: CInt) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
    }
}
