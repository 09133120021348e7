internal import NIOCore
internal import TuttiChannels
internal import TuttiEngine
internal import TuttiPolicies
internal import TuttiReactor
internal import TuttiResilience
internal import TuttiTLS

/// Serves the connections of one listener that fall to one worker.
struct ConnectionServer: Sendable {
    /// On whose thread.
    let worker: Worker
    /// What the worker keeps for connections of this listener.
    let loop: NIOLoopBoundBox<ServerLoop>
    /// What makes the responses to their requests.
    let responder: NIOLoopBound<any RequestResponder>

    /// Serves a connection that this worker or another one has accepted.
    ///
    /// - Parameters:
    ///   - connection: the accepted socket, which is closed in the end.
    ///   - gate: counts the connections of the listener.
    ///   - limits: the bounds of the listener.
    ///   - most: how many connections the worker may have; one of them is closed when there are more.
    ///   - protocols: what is spoken on it.
    func serve(
        _ connection: SystemSocket.Connection, gate: ConnectionGate, limits: ConnectionLimits, most: Int,
        protocols: ConnectionProtocols
    ) {
        // Here, and not on the other thread: what waits for a worker that is busy is counted, too.
        let ticket = ConnectionTicket(gate)
        var decision = ticket.decision
        // A proxy says of each connection who has made it.
        if decision == .serve, !protocols.hasProxyHeaders { decision = ticket.identified(connection.client.host) }
        let isRefused = decision == .refuse
        let isAccepted =
            decision != .drop
            && onEventLoop {
                if loop.value.openCount >= most { loop.value.makeRoom() }
                serve(connection, refuses: isRefused, ticket: ticket, limits: limits, protocols: protocols)
            }
        if !isAccepted {
            SystemSocket.close(connection.descriptor)
            ticket.end()
        }
    }

    /// Has requests that are routed from now on served with another generation.
    func install(_ generation: Generation) async {
        // It fails where the worker has ended, which serves nothing any more.
        try? await worker.run { responder.value.install(generation) }
    }

    /// Lets running requests end, cuts off after `limit` what has not, and hands on the access log; returns how many were cut off.
    func drain(limit: TimeSpan, reportTime: TimeSpan) async -> Int {
        await withCheckedContinuation { continuation in
            let isAccepted = worker.eventLoop.reactor.execute {
                loop.value.drain(limit: limit, reportTime: reportTime) { cutOff in
                    loop.value.accessLog?.flush()
                    continuation.resume(returning: cutOff)
                }
            }
            // The reactor has closed all connections as it ended.
            if !isAccepted { continuation.resume(returning: 0) }
        }
    }

    /// Puts what the client speaks into the pipeline.
    private func speak(
        on pipeline: ChannelPipeline.SynchronousOperations, of channel: SocketChannel, limits: ConnectionLimits,
        _ protocols: ConnectionProtocols
    ) throws {
        if let tls = protocols.tls {
            try pipeline.addHandler(PlainRequestHandler(lingerTime: limits.lingerTime))
            try pipeline.addHandler(tls.handler())
            try pipeline.addHandler(
                HandshakeHandler(loop: loop.value, limit: limits.handshakeTime, drainTime: limits.drainTime) {
                    context, negotiated in
                    let pipeline = context.pipeline.syncOperations
                    var rules = protocols.rules
                    rules.certificate = try tls.clientCertificate(on: pipeline, now: SystemClock.secondsSince1970)
                        .map { ClientCertificate($0) }
                    try install(
                        on: pipeline, of: channel, isHTTP2: negotiated == "h2", limits: limits, rules: rules)
                })
        } else if protocols.takesPrefaces {
            try pipeline.addHandler(
                PrefaceHandler(loop: loop.value, limit: limits.headTime, drainTime: limits.drainTime) {
                    context, isHTTP2 in
                    try install(
                        on: context.pipeline.syncOperations, of: channel, isHTTP2: isHTTP2, limits: limits,
                        rules: protocols.rules)
                })
        } else {
            try install(on: pipeline, of: channel, isHTTP2: false, limits: limits, rules: protocols.rules)
        }
    }

    private func install(
        on pipeline: ChannelPipeline.SynchronousOperations, of socket: SocketChannel, isHTTP2: Bool,
        limits: ConnectionLimits, rules: ListenerRules
    ) throws {
        if isHTTP2 {
            return try HTTP2Pipeline.install(
                on: pipeline, socket: socket, loop: loop.value, responder: responder.value, limits: limits,
                rules: rules)
        }
        try HTTP1Pipeline.install(
            on: pipeline, socket: socket, takesSplicedBytes: !rules.isSecure, loop: loop.value,
            responder: responder.value, limits: limits, rules: rules)
    }

    /// Has the client be told that there are too many connections; behind TLS, that would cost a handshake, and the connection is closed.
    private func refuse(
        _ channel: SocketChannel, on pipeline: ChannelPipeline.SynchronousOperations, limits: ConnectionLimits,
        _ protocols: ConnectionProtocols
    ) throws {
        guard protocols.tls == nil else {
            loop.value.metrics.refusedConnections &+= 1
            return channel.close(promise: nil)
        }
        try pipeline.addHandler(RefusalHandler(loop: loop.value, lingerTime: limits.lingerTime))
    }

    private func onEventLoop(_ body: @escaping @Sendable () -> Void) -> Bool {
        guard worker.eventLoop.inEventLoop else { return worker.eventLoop.reactor.execute(body) }
        body()
        return true
    }

    private func serve(
        _ connection: SystemSocket.Connection, refuses: Bool, ticket: ConnectionTicket, limits: ConnectionLimits,
        protocols: ConnectionProtocols
    ) {
        let channel = SocketChannel(connection, on: worker.eventLoop)
        channel.closeFuture.whenComplete { _ in ticket.end() }
        do {
            let pipeline = channel.pipeline.syncOperations
            if refuses {
                try refuse(channel, on: pipeline, limits: limits, protocols)
            } else if protocols.hasProxyHeaders {
                try pipeline.addHandler(
                    ProxyHeaderHandler(loop: loop.value, limit: limits.headTime, drainTime: limits.drainTime) {
                        context, client in
                        if let client { channel.clientHost = client }
                        let pipeline = context.pipeline.syncOperations
                        switch ticket.identified(channel.clientHost) {
                        case .serve: try speak(on: pipeline, of: channel, limits: limits, protocols)
                        case .refuse: try refuse(channel, on: pipeline, limits: limits, protocols)
                        case .drop: channel.close(promise: nil)
                        }
                    })
            } else {
                try speak(on: pipeline, of: channel, limits: limits, protocols)
            }
            channel.start()
        } catch {
            channel.close(promise: nil)
        }
    }
}
