import Dispatch
import Logging
import NIOCore
import Testing
import TuttiChannels
import TuttiEngine
import TuttiJSON
import TuttiPlan
import TuttiReactor
import TuttiResilience

@testable import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct SocketTests {
    @Test func aStartThatFailsClosesWhatItHasOpened() async throws {
        try await withServer { occupant in
            let reactor = try Reactor()
            try reactor.start(name: "test")
            var configuration = occupant.configuration
            configuration.listeners = [ListenerPlan(address: occupant.listenAddress)]
            // A free port, known beforehand: that of a listener that is closed again.
            let free = try ListenSocket(ListenSocket.open(.init(ipAddress: "127.0.0.1", port: 0)), on: reactor) { _ in }
            let port = free.bound.port
            try await ReactorEventLoop(reactor).run { free.close() }
            configuration.admin = ListenAddress(host: "127.0.0.1", port: port)
            let failure = await #expect(throws: GatewayServer.StartError.self) {
                _ = try await Self.start(configuration, on: reactor)
            }
            #expect(failure?.description.contains("another process listens there") == true)
            #expect(throws: RawClient.Failure.self) { _ = try RawClient(port: port) }

            // And the reactor is as good as new.
            configuration.listeners = [ListenerPlan(address: ListenAddress(host: "127.0.0.1", port: 0))]
            let server = try await Self.start(configuration, on: reactor)
            #expect(try await server.admin("/readyz").status == 200)
            await server.drain()
            await reactor.shutDown()
        }
    }

    @Test func connectionsThatAreOpenWhenTheReactorEndsAreClosed() async throws {
        let (server, reactor) = try await Self.startAlone()
        let client = try server.client()
        await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try await client.response().status == 200)
        await reactor.shutDown()
        #expect(try await client.rest().isEmpty)
        #expect(throws: RawClient.Failure.self) { _ = try server.client() }
    }

    // It takes several reads, of which the first finds the end of the connection already announced.
    @Test func whatAClientSentBeforeItClosedIsServed() async throws {
        let (server, reactor) = try await Self.startAlone()
        let client = try server.client()
        let mayGoOn = DispatchSemaphore(value: 0)
        reactor.execute { mayGoOn.wait() }
        let header = "X-Long: " + String(repeating: "x", count: 700)
        await client.send(String(repeating: "GET /nowhere HTTP/1.1\r\nHost: a\r\n\(header)\r\n\r\n", count: 50))
        await client.closeSending()
        mayGoOn.signal()
        let responses = try await client.rest()
        #expect(responses.matches(of: /HTTP\/1.1 404/).count == 50)
        await server.drain()
        await reactor.shutDown()
    }

    // More pieces than one system call takes, and a client that makes the socket stop in the middle of some.
    @Test(arguments: [true, false]) func manyPiecesArriveInOrderThoughTheClientIsSlow(isSlow: Bool) async throws {
        var writer = JSONWriter(wholeFrom: 1)
        writer.beginArray()
        for piece in 0..<60 {
            let numbers = (0..<(piece * piece * 7 + 1)).map { "1\(piece)\($0)" }.joined(separator: ",")
            writer.write(try JSONDocument(parsing: Array("[\(numbers)]".utf8)).root)
        }
        writer.endArray()
        let content = writer.spliced
        #expect(content.pieces.count == 121)
        #expect(content.count > 1 << 20)
        try await withServer(script: { _, _ in
            ComposedResponse(status: 200, headers: [], content: content, calls: [])
        }) { server in
            let client = try server.client(receiveBuffer: isSlow ? 4096 : nil)
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let response = try await client.rest(pausing: isSlow ? 50 : 0)
            #expect(response.split(separator: "\r\n\r\n", maxSplits: 1).last.map { Array($0.utf8) } == content.joined)
        }
    }

    // What is still unread when a socket is closed resets the connection, and the client may lose the response.
    @Test func whatComesBehindTheLastRequestDoesNotCostItsResponse() async throws {
        let started = Signal()
        let mayEnd = Signal()
        try await withServer(script: { _, _ in
            started.fire()
            await mayEnd.wait()
            return .json("[1]")
        }) { server in
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            await started.wait()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            // The server has been told of it when it answers somebody else.
            #expect(try await server.admin("/healthz").status == 200)
            mayEnd.fire()
            #expect(try await client.response().body == "[1]")
            #expect(try await client.rest().isEmpty)
        }
    }

    // A large body goes out from where it is, in as many pieces as the socket makes of it.
    @Test(arguments: [true, false]) func aLargeBodyArrivesWholeThoughTheClientIsSlow(isSlow: Bool) async throws {
        let body = "[" + (0..<200_000).map(String.init).joined(separator: ",") + "]"
        try await withServer(script: { _, _ in .json(body) }) { server in
            let client = try server.client(receiveBuffer: isSlow ? 4096 : nil)
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let response = try await client.rest(pausing: isSlow ? 50 : 0)
            let parts = response.split(separator: "\r\n\r\n", maxSplits: 1)
            #expect(parts.first?.contains("Content-Length: \(body.utf8.count)") == true)
            #expect(parts.last.map(String.init) == body)
        }
    }

    @Test func theResponseToHeadSaysHowLargeTheBodyIsAndHasNone() async throws {
        let body = "[" + String(repeating: "1,", count: 100_000) + "1]"
        try await withServer(script: { _, _ in .json(body) }) { server in
            let client = try server.client()
            await client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try await client.response(toHead: true)
            #expect(head["Content-Length"] == String(body.utf8.count))
            #expect(head.body.isEmpty)
            #expect(try await client.response().body == body)
        }
    }

    /// A server without an admin listener, and the reactor it is on, which are the caller's to end.
    private static func startAlone() async throws -> (GatewayServer, Reactor) {
        let reactor = try Reactor()
        try reactor.start(name: "test")
        var configuration = ServerConfiguration(settings: ScriptedResponses.plan.settings)
        configuration.listeners = [ListenerPlan(address: ListenAddress(host: "127.0.0.1", port: 0))]
        configuration.admin = nil
        return (try await start(configuration, on: reactor), reactor)
    }

    private static func start(_ configuration: ServerConfiguration, on reactor: Reactor) async throws -> GatewayServer {
        var configuration = configuration
        configuration.accessLog = nil
        return try await GatewayServer.start(
            answering: ScriptedResponses(plan: ScriptedResponses.plan) { _, _ in .json("{}") },
            workers: [Worker(transport: TestTransport(), reactor: reactor) { _ in TestStreams() }],
            configuration: configuration,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}

extension ScriptedResponses {
    fileprivate static let plan = GatewayPlan.serving(["GET /hello"])
}
