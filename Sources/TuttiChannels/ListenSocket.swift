package import NIOCore
package import TuttiReactor
internal import TuttiResilience

/// A socket that connections are accepted from, on the thread of one reactor.
///
/// `@unchecked Sendable`: touched on that thread alone, but for what is immutable.
package final class ListenSocket: DescriptorObserver, @unchecked Sendable {
    /// The most connections accepted before others get their turn.
    private static let mostPerTurn = 64
    /// How long nothing is accepted when descriptors or memory have run out: asking at once would find the same.
    private static let pause = TimeSpan.milliseconds(100)
    /// How long nothing is said about it after it was said.
    private static let silence = TimeSpan.seconds(60)

    /// What is bound, with the port that the system gave.
    package let bound: SystemSocket.Endpoint
    /// The socket itself.
    package let descriptor: Int32

    private let reactor: Reactor
    private let ceiling: Int
    private let accepted: (SystemSocket.Connection) -> Void
    private let onShortage: @Sendable () -> Void
    private var isOpen = true
    private var lastReport: MonotonicTime?

    /// Accepts from a socket that listens and doesn't block, and closes it in the end; ``start()`` has to follow.
    ///
    /// - Parameters:
    ///   - descriptor: the socket; other processes may have it as well.
    ///   - reactor: whose thread accepts.
    ///   - ceiling: the first number of a descriptor that is not for its connections: when one gets it, accepting stops until a
    ///     lower one is free.
    ///   - onShortage: called once in a while, on that thread, when nothing is accepted for want of descriptors or memory.
    ///   - accepted: takes each connection, on that thread.
    package init(
        _ descriptor: Int32, on reactor: Reactor, ceiling: Int = .max, onShortage: @escaping @Sendable () -> Void = {},
        accepted: @escaping (SystemSocket.Connection) -> Void
    ) {
        self.descriptor = descriptor
        bound = SystemSocket.local(of: descriptor)
        self.reactor = reactor
        self.ceiling = ceiling
        self.onShortage = onShortage
        self.accepted = accepted
    }

    /// Opens a socket that listens on an address.
    ///
    /// - Throws: `IOError`, with the system's error.
    package static func open(_ address: SocketAddress) throws -> Int32 {
        do {
            return try address.withSockAddr { try SystemSocket.listen(at: $0, length: $1) }
        } catch let failure as SystemSocket.Failure {
            throw IOError(errnoCode: failure.code, reason: "listen")
        }
    }

    /// Begins to accept; called on the reactor's thread.
    ///
    /// - Throws: ``NotWatched``; then the socket is closed.
    package func start() throws {
        guard reactor.watch(descriptor, for: .readable, self) else {
            close()
            throw NotWatched()
        }
    }

    /// Closes the socket; called on the reactor's thread.
    package func close() {
        guard isOpen else { return }
        isOpen = false
        // Not left to the closing: where another process has the socket, too, it would stay in the epoll set.
        reactor.unwatch(descriptor)
        reactor.close(descriptor)
    }

    package func descriptorIsReady(_ events: DescriptorEvents) {
        for _ in 0..<Self.mostPerTurn where isOpen {
            switch SystemSocket.accept(from: descriptor) {
            case .connection(let connection):
                accepted(connection)
                if connection.descriptor >= ceiling { return stop() }
            case .none: return
            case .exhausted: return stop()
            }
        }
    }

    /// Stops accepting until there is room: clients wait in the kernel's queue meanwhile.
    private func stop() {
        guard isOpen else { return }
        reactor.unwatch(descriptor)
        let now = SystemClock.now
        if lastReport.map({ now - $0 >= Self.silence }) ?? true {
            lastReport = now
            onShortage()
        }
        resumeLater()
    }

    package func reactorStops() {
        close()
    }

    private func resumeLater() {
        _ = reactor.schedule(
            at: SystemClock.now + Self.pause,
            { [self] in
                guard isOpen else { return }
                let isRoom = ceiling == .max || SystemSocket.lowestFree(like: descriptor).map { $0 < ceiling } ?? false
                if !isRoom || !reactor.watch(descriptor, for: .readable, self) { resumeLater() }
            }, onEnd: { [self] in close() })
    }
}
