import NIOCore
import NIOEmbedded
import Synchronization
import Testing
import TuttiJSON
import TuttiPolicies
import TuttiResilience

@testable import TuttiServer

/// Ways that have to ask somebody: what becomes of requests meanwhile.
@Suite struct PendingAuthenticationTests {
    /// A way whose outcome a test gives; each of its requests waits for that.
    private final class Way: Authenticator {
        let name: String
        let challenge: String
        let waiting = Mutex<[@Sendable (Authentication) -> Void]>([])
        let givenUp = Atomic(0)

        init(_ name: String) {
            self.name = name
            challenge = name
        }

        var count: Int { waiting.withLock { $0.count } }

        func authenticate(_ request: AuthenticationRequest) -> Authentication {
            .pending { done in
                self.waiting.withLock { $0.append(done) }
                return { self.givenUp.add(1, ordering: .relaxed) }
            }
        }

        func settle(_ outcome: Authentication) {
            let waiting = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            for done in waiting { done(outcome) }
        }

        var identity: Authentication {
            .identity(Identity(way: name, subject: name, claims: .object(JSONObject())))
        }
    }

    private static let foreign = Authentication.foreign(AuthenticationRefusal(reason: "token_inactive"))
    private static let request = "GET /a/1 HTTP/1.1\r\nHost: a\r\n\r\n"

    private func listener(_ ways: Way..., isOptional: Bool = false) -> EmbeddedListener {
        EmbeddedListener(
            limits: ConnectionLimits(), policies: [AuthenticationPolicy(ways, isOptional: isOptional)])
    }

    @Test func theRequestGoesOnWhenItIsKnownWhoSendsIt() throws {
        let way = Way("a")
        let listener = listener(way)
        let channel = try listener.accept()
        try channel.send(Self.request + Self.request)
        #expect(channel.output().isEmpty && way.count == 1)
        way.settle(way.identity)
        listener.eventLoop.run()
        #expect(channel.output().hasSuffix("\r\n\r\n[1]"))
        // The next one of the connection is asked for itself.
        #expect(way.count == 1)
        way.settle(.refused(AuthenticationRefusal(reason: "token_expired")))
        listener.eventLoop.run()
        #expect(channel.output().hasPrefix("HTTP/1.1 401 ") && channel.isActive)
        #expect(way.givenUp.load(ordering: .relaxed) == 0)
    }

    @Test func theNextWayIsAskedAboutWhatIsOfAnother() throws {
        let (first, second) = (Way("a"), Way("b"))
        let listener = listener(first, second)
        let channel = try listener.accept()
        try channel.send(Self.request)
        first.settle(Self.foreign)
        listener.eventLoop.run()
        #expect(channel.output().isEmpty && second.count == 1)
        second.settle(second.identity)
        listener.eventLoop.run()
        #expect(channel.output().hasPrefix("HTTP/1.1 200 "))

        try channel.send(Self.request)
        first.settle(Self.foreign)
        listener.eventLoop.run()
        second.settle(Self.foreign)
        listener.eventLoop.run()
        let output = channel.output()
        #expect(output.hasPrefix("HTTP/1.1 401 ") && output.contains("WWW-Authenticate: a\r\nWWW-Authenticate: b\r\n"))
    }

    @Test func badCredentialsAreNotNoneWhereNoneAreNeeded() throws {
        let way = Way("a")
        let listener = listener(way, isOptional: true)
        let channel = try listener.accept()
        try channel.send(Self.request)
        way.settle(Self.foreign)
        listener.eventLoop.run()
        #expect(channel.output().hasPrefix("HTTP/1.1 401 "))
    }

    @Test func aClientIsToldWhenItMayTryAgain() throws {
        let way = Way("a")
        let listener = listener(way)
        let channel = try listener.accept()
        try channel.send(Self.request)
        way.settle(.refused(AuthenticationRefusal(status: 503, reason: "introspection_away")))
        listener.eventLoop.run()
        let output = channel.output()
        #expect(output.hasPrefix("HTTP/1.1 503 ") && output.contains("\r\nRetry-After: 5\r\n"))
        #expect(!output.contains("WWW-Authenticate"))
    }

    /// Who is asked may have many in front, each of whom takes its time.
    @Test func nobodyWaitsForMoreThanSixSeconds() throws {
        let way = Way("a")
        let listener = listener(way)
        let channel = try listener.accept()
        try channel.send(Self.request)
        listener.eventLoop.advanceTime(by: .milliseconds(5999))
        #expect(channel.output().isEmpty && way.givenUp.load(ordering: .relaxed) == 0)
        listener.eventLoop.advanceTime(by: .milliseconds(1))
        let output = channel.output()
        #expect(output.hasPrefix("HTTP/1.1 503 ") && output.contains("\r\nRetry-After: 5\r\n"))
        #expect(way.givenUp.load(ordering: .relaxed) == 1)
        // It comes too late.
        way.settle(way.identity)
        listener.eventLoop.run()
        #expect(channel.output().isEmpty)
    }

    @Test func aClientThatLeavesIsGivenUp() throws {
        let way = Way("a")
        let listener = listener(way)
        let channel = try listener.accept()
        try channel.send(Self.request)
        channel.close(promise: nil)
        #expect(way.givenUp.load(ordering: .relaxed) == 1 && listener.loop.metrics.running == 0)
        #expect(listener.loop.metrics.requests.contains { $0.statuses.contains { $0.status == 499 } })
        way.settle(way.identity)
        listener.eventLoop.run()
        #expect(listener.loop.metrics.running == 0)
    }

    @Test func aDrainWaitsForTheOutcome() throws {
        let way = Way("a")
        let listener = listener(way)
        let channel = try listener.accept()
        try channel.send(Self.request)
        var cutOff: Int?
        listener.loop.drain(limit: .seconds(60)) { cutOff = $0 }
        listener.eventLoop.advanceTime(by: .seconds(5))
        #expect(channel.isActive && cutOff == nil)
        way.settle(way.identity)
        listener.eventLoop.run()
        #expect(channel.output().contains("\r\nConnection: close\r\n") && cutOff == 0)
    }

    @Test func aDrainEndsWhatTakesTooLong() throws {
        let way = Way("a")
        let listener = listener(way)
        let channel = try listener.accept()
        try channel.send(Self.request)
        var cutOff: Int?
        listener.loop.drain(limit: .seconds(3)) { cutOff = $0 }
        listener.eventLoop.advanceTime(by: .seconds(4))
        #expect(cutOff == 1 && way.givenUp.load(ordering: .relaxed) == 1)
        way.settle(way.identity)
        listener.eventLoop.run()
    }
}
