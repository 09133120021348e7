internal import NIOCore
package import TuttiChannels
package import TuttiReactor
internal import TuttiResilience
package import TuttiUpstream

/// One thread that serves requests from the client's first byte to the last byte of the response: its reactor, the transport to
/// services, NIO's view of the reactor, and the state of its connections with what it has counted.
///
/// `GatewayServer` is handed all workers when it starts, and hands them on. Their owner ends the reactors, after the drain.
package final class Worker: Sendable {
    /// Reaches services, and runs the tasks of requests on the reactor's thread.
    let transport: any UpstreamExecutor
    /// Reaches services for requests that are forwarded.
    let streams: NIOLoopBoundBox<any UpstreamStreams>
    /// The reactor as NIO sees it.
    let eventLoop: ReactorEventLoop
    /// The connections of clients, and what is counted of their requests.
    let clients: NIOLoopBoundBox<ServerLoop>
    /// The connections of the admin listener.
    let admin: NIOLoopBoundBox<ServerLoop>

    /// A worker on the thread of a running reactor.
    ///
    /// - Parameters:
    ///   - transport: one that runs its tasks on that reactor, best: then a request changes threads nowhere.
    ///   - reactor: what serves the connections.
    ///   - streams: makes what reaches services for requests that are forwarded; it is used on the reactor's thread alone.
    package init(
        transport: any UpstreamExecutor, reactor: Reactor,
        streams: (ReactorEventLoop) -> sending any UpstreamStreams
    ) {
        self.transport = transport
        let eventLoop = ReactorEventLoop(reactor)
        self.eventLoop = eventLoop
        self.streams = .makeBoxSendingValue(streams(eventLoop), eventLoop: eventLoop)
        clients = .makeBoxSendingValue(ServerLoop(eventLoop: eventLoop), eventLoop: eventLoop)
        admin = .makeBoxSendingValue(ServerLoop(eventLoop: eventLoop), eventLoop: eventLoop)
    }

    /// Runs `body` on the worker's thread and returns its result; see ``ReactorEventLoop/run(_:)``.
    func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await eventLoop.run(body)
    }

    /// Waits until services have taken what was sent to them, but no longer than to `end`.
    func finishStreams(until end: MonotonicTime) async {
        while SystemClock.now < end, let unsent = try? await run({ [self] in streams.value.unsent }), unsent > 0 {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Closes the connections to services that no exchange uses.
    func closeIdleStreams() async {
        // It fails where the worker has ended, which has no connections any more.
        try? await run { [self] in streams.value.closeIdle() }
    }

    /// What serves the connections of clients, beginning with that generation.
    func clientServer(generation: Generation, configuration: ServerConfiguration) async throws -> ConnectionServer {
        try await run { [self] in
            let loop = clients.value
            if let descriptors = configuration.descriptors {
                loop.heldFiles = HeldFiles(places: descriptors.filesPerWorker)
            }
            loop.accessLog = configuration.accessLog.map {
                AccessLogBuffer(writer: $0, eventLoop: eventLoop, hasQuery: configuration.logsQuery)
            }
            let dispatcher = RequestDispatcher(
                loop: loop, generation: generation, transport: transport, streams: streams.value)
            return ConnectionServer(
                worker: self, loop: clients, responder: NIOLoopBound(dispatcher, eventLoop: eventLoop))
        }
    }

    /// What serves the connections of the admin listener.
    func adminServer(_ responder: @escaping @Sendable (ServerLoop) -> AdminResponder) async throws -> ConnectionServer {
        try await run { [self] in
            ConnectionServer(
                worker: self, loop: admin, responder: NIOLoopBound(responder(admin.value), eventLoop: eventLoop))
        }
    }
}
