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

    /// The address that is bound, with the port that the system gave.
    package let address: SocketAddress

    private let descriptor: Int32
    private let reactor: Reactor
    private let ceiling: Int
    private let accepted: (SystemSocket.Connection) -> Void
    private let onShortage: @Sendable () -> Void
    private var isOpen = true
    private var lastReport: MonotonicTime?

    /// Listens on an address; ``start()`` has to follow.
    ///
    /// - Parameters:
    ///   - address: where to listen.
    ///   - reactor: whose thread accepts.
    ///   - ceiling: the first number of a descriptor that is not for its connections: when one gets it, accepting stops until a
    ///     lower one is free.
    ///   - onShortage: called once in a while, on that thread, when nothing is accepted for want of descriptors or memory.
    ///   - accepted: takes each connection, on that thread.
    /// - Throws: `IOError`, with the system's error.
    package init(
        _ address: SocketAddress, on reactor: Reactor, ceiling: Int = .max,
        onShortage: @escaping @Sendable () -> Void = {}, accepted: @escaping (SystemSocket.Connection) -> Void
    ) throws {
        do {
            descriptor = try address.withSockAddr { try SystemSocket.listen(at: $0, length: $1) }
        } catch let failure as SystemSocket.Failure {
            throw IOError(errnoCode: failure.code, reason: "listen")
        }
        var bound = address
        // A socket in the file system has no port.
        if address.port != nil { bound.port = SystemSocket.local(of: descriptor).port }
        self.address = bound
        self.reactor = reactor
        self.ceiling = ceiling
        self.onShortage = onShortage
        self.accepted = accepted
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
