internal import Synchronization
internal import TuttiPlan

/// What a listener speaks now: replaced as a whole when the files are read anew, with new certificates for instance.
///
/// A connection keeps what it began with. The lock is taken once for each connection, and for no request.
final class ListenerProtocols: Sendable {
    /// Where it was to listen.
    let address: ListenAddress
    /// Who may connect there, if that is in the file system.
    let socketMode: UInt32
    private let state: Mutex<ConnectionProtocols>

    /// What holds at an address until it is replaced.
    init(
        address: ListenAddress, socketMode: UInt32 = ListenerPlan.standardMode, _ protocols: ConnectionProtocols
    ) {
        self.address = address
        self.socketMode = socketMode
        state = Mutex(protocols)
    }

    /// What a connection that is accepted now speaks.
    var current: ConnectionProtocols { state.withLock { $0 } }

    /// Has the connections that are accepted from now on speak something else.
    func replace(with protocols: ConnectionProtocols) {
        state.withLock { $0 = protocols }
    }
}
