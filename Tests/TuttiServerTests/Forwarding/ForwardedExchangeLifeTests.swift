import HTTPTypes
import ScriptedServices
import Synchronization
import Testing
import TuttiChannels
import TuttiComposition
import TuttiEngine
import TuttiStreams
import TuttiUpstream

@testable import TuttiServer

/// A forwarded exchange is held by its client's side, its service's side and what waits for a permit: by none of them in the end.
@Suite(.timeLimit(.minutes(10))) struct ForwardedExchangeLifeTests {
    private final class Reference: @unchecked Sendable {
        weak var exchange: ForwardedExchange?
    }

    enum End: CaseIterable, Sendable {
        case response
        case failure
        case leaving
        case tunnel
    }

    @Test(arguments: End.allCases) func nothingIsKeptOfIt(end: End) async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            switch end {
            case .response: connection.respond()
            case .failure: return
            case .leaving: break
            case .tunnel: connection.write("HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n")
            }
            connection.waitForClose()
        }
        let files = [
            (name: "gateway.yaml", text: "services: { orders: { instances: ['http://127.0.0.1:\(service.port)'] } }"),
            (name: "routes.yaml", text: "route: /**\nto: orders"),
        ]
        let plan = try #require(CompositionLoader(environment: [:]).load(files: files).plan)
        let engine = CompositionEngine(plan: plan)
        let references = Mutex<[Reference]>([])
        let responder = ScriptedResponder { exchange in
            let action = engine.routes[0].action(
                on: ClientRequest(id: "x", method: .get), path: "/", chance: { 0 })
            guard case .forward(let request) = action, let loop = exchange.carrier?.eventLoop as? ReactorEventLoop
            else {
                Issue.record("it is not forwarded")
                return
            }
            let forwarded = ForwardedExchange(
                request, of: exchange, over: StreamTransport(on: loop), clock: TestTransport(), eventLoop: loop)
            let reference = Reference()
            reference.exchange = forwarded
            references.withLock { $0.append(reference) }
            forwarded.start()
        }
        try await withListener(responder) { port in
            let client = try RawClient(port: port)
            let upgrade = end == .tunnel ? "Connection: upgrade\r\nUpgrade: x\r\n" : ""
            await client.send("GET / HTTP/1.1\r\nHost: a\r\n\(upgrade)\r\n")
            switch end {
            case .response, .failure: _ = try await client.response()
            case .leaving: try await eventually("the service is asked") { service.received.hasSuffix("\r\n\r\n") }
            case .tunnel: _ = try await client.text(until: "\r\n\r\n")
            }
            await client.disconnect()
            try await eventually("it is let go") {
                references.withLock { $0.count == 1 && $0.allSatisfy { $0.exchange == nil } }
            }
        }
    }
}
