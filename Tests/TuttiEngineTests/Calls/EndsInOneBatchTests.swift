import Synchronization
import Testing
import TuttiEngine
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// Ends that arrive together, before the request looks at the first of them.
struct EndsInOneBatchTests {
    /// A transport whose exchanges have ended before they have begun.
    private final class ImmediateTransport: UpstreamRuntime {
        private let requests = Mutex<[String]>([])
        private let script: @Sendable (UpstreamRequest) -> UpstreamResult

        init(_ script: @escaping @Sendable (UpstreamRequest) -> UpstreamResult) {
            self.script = script
        }

        /// Hosts and targets of what was sent, in order.
        var sent: [String] { requests.withLock { $0 } }

        let now = MonotonicTime.zero
        let jitter = 0.0

        func begin(_ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int) -> UpstreamExchange {
            requests.withLock { $0.append(request.instance.origin.host + request.target) }
            observer.exchangeEnded(tag, script(request))
            return .ended
        }

        func cancel(_ exchange: UpstreamExchange) {}

        func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer {
            UpstreamTimer {}
        }
    }

    private static let endpoint = """
        endpoint: GET /two
        calls:
          a: { service: orders, get: /a, required: REQUIRED }
          b: { service: users, get: /b }
        """

    private static func response(required: Bool) async throws -> (sent: [String], status: Int) {
        let text = endpoint.replacing("REQUIRED", with: "\(required)")
        let composing = try Composing(text, userInstances: ["dead", "well"]) { _ in .body("1") }
        let transport = ImmediateTransport { request in
            switch request.instance.origin.host {
            case "orders": .response(UpstreamResponse(status: 500, headers: [], body: []))
            case "dead": .failure(UpstreamFailure(.connect, "refused", phase: .connecting))
            default: .response(UpstreamResponse(status: 200, headers: [], body: Array("1".utf8)))
            }
        }
        let response = await composing.engine.response(.get(), endpoint: 0, over: transport)
        #expect(composing.engine.serviceStates.allSatisfy { $0.running == 0 && $0.queued == 0 })
        return (transport.sent, response.status)
    }

    @Test func nothingIsSentAgainOnceARequiredCallHasFailed() async throws {
        let (sent, status) = try await Self.response(required: true)
        #expect(sent == ["orders/a", "dead/b"])
        #expect(status == 502)
    }

    @Test func elseTheNextInstanceIsTried() async throws {
        let (sent, status) = try await Self.response(required: false)
        #expect(sent == ["orders/a", "dead/b", "well/b"])
        #expect(status == 200)
    }

    /// A connection is given no longer than its call has: the rest would be shared out among the addresses of a name.
    @Test func openingAConnectionTakesNoLongerThanTheCall() async throws {
        let endpoint = "endpoint: GET /one\ncalls:\n  a: { service: orders, get: /a, timeout: 300ms }\n"
        let composing = try Composing(endpoint, service: "connect-timeout: 5s") { _ in .body("1") }
        let transport = ImmediateTransport { request in
            #expect(request.call.connectTimeout == .milliseconds(300))
            return .response(UpstreamResponse(status: 200, headers: [], body: Array("1".utf8)))
        }
        #expect(await composing.engine.response(.get(), endpoint: 0, over: transport).status == 200)
    }
}
