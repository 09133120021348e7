internal import NIOCore
internal import TuttiChannels
internal import TuttiReactor
internal import TuttiResilience
internal import TuttiUpstream

/// Opens a connection to an instance, to see whether something listens there, and closes it.
///
/// It ends by itself: when there is a connection, when no address is left, or when its time is over.
final class ReachAttempt {
    private let instance: UpstreamInstance
    private let until: MonotonicTime
    private let network: StreamNetwork
    private var ended: (@Sendable (UpstreamFailure?) -> Void)?
    private var addresses: ArraySlice<SocketAddress> = []
    private var timer: ReactorTimer?

    /// An attempt that is to be started.
    init(
        to instance: UpstreamInstance, until: MonotonicTime, network: StreamNetwork,
        ended: @escaping @Sendable (UpstreamFailure?) -> Void
    ) {
        self.instance = instance
        self.until = until
        self.network = network
        self.ended = ended
    }

    /// Begins.
    func start() {
        let attempt = NIOLoopBound(self, eventLoop: network.eventLoop)
        let late = UpstreamFailure(.timeout, "connecting to \(instance.origin) took too long", phase: .connecting)
        timer = network.eventLoop.reactor.schedule(
            at: until, { attempt.value.end(late) }, onEnd: { attempt.value.end(.callerGaveUp(.connecting)) })
        network.names.addresses(of: instance) { found in
            switch found {
            case .failed(let failure): self.end(failure)
            case .addresses(let addresses):
                self.addresses = addresses[...]
                self.connect()
            }
        }
    }

    /// Connects to the next address, which has its share of what is left.
    private func connect() {
        guard ended != nil, let address = addresses.popFirst() else { return }
        let share = max((until - SystemClock.now).nanoseconds / Int64(addresses.count + 1), 1)
        let future = SocketChannel.connect(
            to: address, on: network.eventLoop, timeout: .nanoseconds(share), ceiling: network.descriptorCeiling
        ) { _ in }.assumeIsolated()
        future.whenSuccess { channel in
            channel.close(promise: nil)
            self.end(nil)
        }
        future.whenFailure { error in
            guard self.addresses.isEmpty else { return self.connect() }
            self.end(UpstreamFailure(connecting: error, to: self.instance.origin))
        }
    }

    private func end(_ failure: UpstreamFailure?) {
        guard let ended else { return }
        self.ended = nil
        if let timer { network.eventLoop.reactor.cancel(timer) }
        ended(failure)
    }
}
