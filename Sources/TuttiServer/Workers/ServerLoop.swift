internal import NIOCore

/// What one event loop keeps for itself, so that no request takes a lock; touched on that loop alone.
final class ServerLoop {
    let eventLoop: any EventLoop
    /// Renders responses, with the date of this second.
    var renderer = ResponseRenderer()
    /// Makes request ids.
    var requestIDs = RequestIDs()
    /// Counts what happened.
    var metrics = LoopMetrics()
    /// Collects lines of the access log; nil when it is switched off.
    let accessLog: AccessLogBuffer?
    /// What the connections read into.
    let readBuffer = ReadBuffer()
    /// Called when the last connection has closed.
    var onEmpty: (() -> Void)?

    /// Whether connections take no more requests.
    var isDraining = false

    private var connections: [ObjectIdentifier: ConnectionHandler] = [:]
    private var lastNumber: UInt64 = 0

    /// State for an event loop.
    init(eventLoop: any EventLoop, accessLog: AccessLogBuffer?) {
        self.eventLoop = eventLoop
        self.accessLog = accessLog
    }

    /// The connections open now.
    var open: [ConnectionHandler] { Array(connections.values) }

    /// How many connections are open now.
    var openCount: Int { connections.count }

    /// A connection was accepted.
    func opened(_ connection: ConnectionHandler) {
        lastNumber &+= 1
        connection.number = lastNumber
        connections[ObjectIdentifier(connection)] = connection
        if isDraining { connection.isDraining = true }
    }

    /// Closes the connection that deserves its place least: one that is not being answered, and of those the oldest.
    func makeRoom() {
        connections.values.min { one, other in
            one.owesResponse == other.owesResponse ? one.number < other.number : other.owesResponse
        }?.cutOff()
    }

    /// A connection has closed.
    func closed(_ connection: ConnectionHandler) {
        connections[ObjectIdentifier(connection)] = nil
        if connections.isEmpty { onEmpty?() }
    }
}
