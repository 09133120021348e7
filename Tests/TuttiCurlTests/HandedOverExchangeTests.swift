import Dispatch
import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

/// Exchanges that are begun without a task, on a thread that is not the worker's.
@Suite struct HandedOverExchangeTests {
    private static func request(_ server: ScriptedServer, _ transport: CurlTransport) -> UpstreamRequest {
        server.call().request(deadline: transport.now + .seconds(10))
    }

    @Test func eachEndsOnceWithItsTag() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let ends = Ends()
            for tag in 0..<20 { _ = transport.begin(Self.request(server, transport), observer: ends, tag: tag) }
            #expect(await eventually { ends.all.elements.count == 20 })
            await transport.seesItsSockets()
            #expect(ends.all.elements.map(\.tag).sorted() == Array(0..<20))
            #expect(ends.all.elements.allSatisfy { $0.result.text == "ok" })
        }
    }

    @Test func oneIsCanceledInFlight() async throws {
        try await withServer { connection in
            if connection.readRequest() != nil { connection.waitForClose() }
        } _: { transport, server in
            let ends = Ends()
            let exchange = transport.begin(Self.request(server, transport), observer: ends, tag: 1)
            #expect(await eventually { server.requests.count == 1 })
            transport.cancel(exchange)
            #expect(await eventually { ends.all.elements.first?.result.reason == .canceled })
            #expect(await eventually { server.closedByClient == 1 })
            transport.cancel(exchange)
            await transport.seesItsSockets()
            #expect(ends.all.elements.count == 1)
        }
    }

    // Whatever thread cancels it: the worker's own comes before the hand-over.
    @Test(arguments: [false, true])
    func oneThatIsCanceledBeforeTheWorkerHasBegunItSendsNothing(onTransport: Bool) async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let ends = Ends()
            let request = Self.request(server, transport)
            await Task(executorPreference: transport) {
                // The worker waits here, and begins nothing.
                let begun = Gate()
                let handedOver = Recorder<UpstreamExchange>()
                DispatchQueue.global().async {
                    let exchange = transport.begin(request, observer: ends, tag: 1)
                    if !onTransport { transport.cancel(exchange) }
                    handedOver.append(exchange)
                    begun.wait(for: 2)
                }
                begun.wait(for: 2)
                if onTransport, let exchange = handedOver.elements.first { transport.cancel(exchange) }
            }.value
            #expect(await eventually { ends.all.elements.first?.result.reason == .canceled })
            await transport.seesItsSockets()
            #expect(ends.all.elements.count == 1)
            #expect(server.connections == 0)
        }
    }

    @Test func aWorkerThatHasEndedSaysSo() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            await transport.shutDown()
            let ends = Ends()
            transport.cancel(transport.begin(Self.request(server, transport), observer: ends, tag: 1))
            #expect(ends.all.elements.map(\.tag) == [1])
            #expect(ends.all.elements.first?.result.reason == .canceled)
        }
    }
}
