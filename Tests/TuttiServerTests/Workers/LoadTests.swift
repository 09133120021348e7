import NIOCore
import NIOEmbedded
import Testing
import TuttiEngine
import TuttiJSON
import TuttiPlan
import TuttiPolicies
import TuttiResilience

@testable import TuttiServer

/// What becomes of requests where there is too much to do.
@Suite struct LoadTests {
    private static func listener(requests: Int? = nil, lag: TimeSpan? = nil) -> EmbeddedListener {
        var load = LoadBounds()
        load.requests = requests
        load.lag = lag
        let settings = GatewaySettings(
            listeners: [], admin: nil, adminHosts: [], load: load, deadline: .seconds(2), maximumRequestBody: 1 << 20,
            maximumCalls: 100, cacheMemory: 1 << 20, environment: .null)
        let endpoints = [
            EndpointPlan.named("GET /low", importance: .low), .named("GET /critical", importance: .critical),
        ]
        return EmbeddedListener(
            serving: GatewayPlan(settings: settings, services: [], endpoints: endpoints, routes: []),
            limits: ConnectionLimits(), holdsResponses: requests != nil)
    }

    private static func get(_ path: String, of listener: EmbeddedListener) throws -> EmbeddedChannel {
        let channel = try listener.accept()
        try channel.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        return channel
    }

    @Test func theLeastImportantAreRefusedFirstAndServedAgainWhenOthersHaveEnded() throws {
        let listener = Self.listener(requests: 10)
        let running = try (0..<8).map { _ in try Self.get("/critical", of: listener) }
        let refused = try Self.get("/low", of: listener).output()
        #expect(refused.hasPrefix("HTTP/1.1 503 "))
        #expect(refused.contains("\r\nRetry-After: 1\r\n"))
        #expect(try Self.get("/critical", of: listener).output() == "")
        #expect(try Self.get("/critical", of: listener).output() == "")
        #expect(try Self.get("/critical", of: listener).output().hasPrefix("HTTP/1.1 503 "))
        #expect(listener.loop.metrics.shed == [1, 0, 1])
        listener.release()
        for channel in running { #expect(channel.output().hasPrefix("HTTP/1.1 200 ")) }
        #expect(try Self.get("/low", of: listener).output() == "")
    }

    @Test func aClientThatLeavesMakesRoom() throws {
        let listener = Self.listener(requests: 1)
        let first = try Self.get("/low", of: listener)
        #expect(try Self.get("/low", of: listener).output().hasPrefix("HTTP/1.1 503 "))
        first.close(promise: nil)
        listener.release()
        #expect(try Self.get("/low", of: listener).output() == "")
    }

    @Test func pathsThatNobodyServesAreNotCounted() throws {
        let listener = Self.listener(requests: 1)
        _ = try Self.get("/low", of: listener)
        #expect(try Self.get("/nowhere", of: listener).output().hasPrefix("HTTP/1.1 404 "))
    }

    @Test func aWorkerThatIsOnTimeRefusesNothing() throws {
        let listener = Self.listener(lag: .milliseconds(100))
        listener.eventLoop.advanceTime(by: .milliseconds(200))
        #expect(try Self.get("/low", of: listener).output().hasPrefix("HTTP/1.1 200 "))
    }
}
