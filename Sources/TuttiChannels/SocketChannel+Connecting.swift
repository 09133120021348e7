package import NIOCore
internal import Synchronization
internal import TuttiReactor

/// Connections that this side opens.
extension SocketChannel {
    /// Connects to an address, of TCP or of a socket in the file system; may be called on any thread.
    ///
    /// - Parameters:
    ///   - address: where to.
    ///   - loop: where the channel is.
    ///   - timeout: how long it may take; as long as the system tries when it is nil.
    ///   - ceiling: the first number of a descriptor that is not for it: when it would get that one, there is none left for it.
    ///   - initialize: adds handlers and sets options, on the loop, before the channel connects.
    /// - Returns: the channel, once it is connected. Fails with the system's `IOError`, with `ChannelError.connectTimeout`, or with what
    ///   `initialize` throws; the channel is closed then.
    package static func connect(
        to address: SocketAddress, on loop: ReactorEventLoop, timeout: TimeAmount? = nil,
        ceiling: Int = .max, initialize: @escaping @Sendable (SocketChannel) throws -> Void
    ) -> EventLoopFuture<SocketChannel> {
        loop.flatSubmit {
            do {
                let channel = try SocketChannel(connectingTo: address, on: loop, ceiling: ceiling)
                channel.connectTimeout = timeout
                return channel.connect(to: address, initialize).map { channel }
            } catch {
                return loop.makeFailedFuture(error)
            }
        }
    }

    private func connect(
        to address: SocketAddress, _ initialize: (SocketChannel) throws -> Void
    ) -> EventLoopFuture<Void> {
        let promise = eventLoop.makePromise(of: Void.self)
        do {
            try initialize(self)
            register0(promise: nil)
            pipeline.syncOperations.connect(to: address, promise: promise)
        } catch {
            close0(error: error, mode: .all, promise: nil)
            promise.fail(error)
        }
        return promise.futureResult
    }

    package func connect0(to address: SocketAddress, promise: EventLoopPromise<Void>?) {
        switch life {
        case .registered: break
        case .connecting:
            promise?.fail(ChannelError.connectPending)
            return
        case .closed:
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        case .fresh, .activating, .active:
            promise?.fail(ChannelError.inappropriateOperationForState)
            return
        }
        attempt = ConnectAttempt(address: address, promise: promise)
        do {
            let result = try address.withSockAddr { try SystemSocket.connect(descriptor, to: $0, length: $1) }
            // Not before: a socket without a connection counts as broken.
            guard watch() else { throw NotWatched() }
            switch result {
            case .connected: connected()
            case .pending:
                life = .connecting
                scheduleTimeout()
            }
        } catch let failure as SystemSocket.Failure {
            close0(error: IOError(errnoCode: failure.code, reason: "connect"), mode: .all, promise: nil)
        } catch {
            close0(error: error, mode: .all, promise: nil)
        }
    }

    private func scheduleTimeout() {
        guard let connectTimeout else { return }
        attempt?.timer = eventLoop.assumeIsolated().scheduleTask(in: connectTimeout) { [self] in
            guard life == .connecting else { return }
            close0(error: ChannelError.connectTimeout(connectTimeout), mode: .all, promise: nil)
        }
    }

    /// The system has connected the socket, or given it up.
    func finishConnecting() {
        let error = pendingError
        guard error == 0 else {
            return close0(error: IOError(errnoCode: error, reason: "connect"), mode: .all, promise: nil)
        }
        connected()
    }

    private func connected() {
        let ended = attempt
        attempt = nil
        ended?.timer?.cancel()
        addresses.withLock { known in
            known.stage = .connected
            known.remote = ended?.address
        }
        becomeActive(ended?.promise)
    }
}
