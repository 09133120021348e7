import Foundation
import HTTPTypes
import NIOCore
import NIOEmbedded
import Synchronization
import Testing
import TuttiResilience

@testable import TuttiServer

@Suite struct RequestPolicyTests {
    /// Policies that wait hand on what they hold here.
    private final class Gate: Sendable {
        private nonisolated(unsafe) var held: [(exchange: Exchange, next: NextPolicies)] = []
        let abandoned = Atomic(0)

        var policy: ScriptedPolicy {
            ScriptedPolicy { exchange, next in
                self.held.append((exchange, next))
                exchange.whenAbandoned { self.abandoned.add(1, ordering: .relaxed) }
            }
        }

        func open() {
            let waiting = held
            held = []
            for (exchange, next) in waiting { next(exchange) }
        }
    }

    private static func listener(_ policies: ScriptedPolicy...) -> EmbeddedListener {
        EmbeddedListener(limits: ConnectionLimits(), policies: policies)
    }

    private static let request = "GET /a/1 HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let post = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"

    private static func adding(_ value: String) -> ScriptedPolicy {
        ScriptedPolicy { exchange, next in
            exchange.editHead { $0.headers.append(HTTPField(name: .vary, value: value)) }
            next(exchange)
        }
    }

    @Test func oneThatWaitsHoldsTheBodyAndWhatIsBehindIt() throws {
        let gate = Gate()
        let counter = ReadCounter()
        let listener = Self.listener(gate.policy)
        let channel = try listener.accept(counter: counter)
        try channel.send(Self.post + Self.request)
        let before = counter.reads
        channel.read()
        listener.eventLoop.advanceTime(by: .seconds(1000))
        #expect(channel.output().isEmpty && counter.reads == before && channel.isActive)
        gate.open()
        #expect(channel.output().hasSuffix("\r\n\r\n[abc]"))
        #expect(counter.reads == before)
        gate.open()
        #expect(channel.output().hasSuffix("\r\n\r\n[1]"))
        #expect(counter.reads == before + 1)
        #expect(gate.abandoned.load(ordering: .relaxed) == 0)
    }

    @Test func aClientMayLeaveMeanwhile() throws {
        let gate = Gate()
        let listener = Self.listener(gate.policy)
        let channel = try listener.accept()
        try channel.send(Self.post)
        channel.close(promise: nil)
        #expect(gate.abandoned.load(ordering: .relaxed) == 1)
        #expect(listener.loop.metrics.running == 0)
        #expect(listener.loop.metrics.requests.contains { $0.statuses.contains { $0.status == 499 } })
        gate.open()
        #expect(listener.loop.metrics.running == 0)
    }

    @Test func aDrainWaitsForIt() throws {
        let gate = Gate()
        let listener = Self.listener(gate.policy)
        let channel = try listener.accept()
        try channel.send(Self.post)
        var cutOff: Int?
        listener.loop.drain(limit: .seconds(60)) { cutOff = $0 }
        listener.eventLoop.advanceTime(by: .seconds(30))
        #expect(channel.isActive && cutOff == nil)
        gate.open()
        #expect(channel.output().contains("\r\nConnection: close\r\n"))
        #expect(cutOff == 0)
    }

    @Test(arguments: [false, true]) func oneThatRefusesEndsTheRequest(closes: Bool) throws {
        let listener = Self.listener(
            Self.adding("x"),
            ScriptedPolicy { exchange, _ in exchange.refuse(Refusal(403, "Forbidden", "No.", closes: closes)) },
            ScriptedPolicy { _, _ in Issue.record("a refused request has gone on") })
        let channel = try listener.accept()
        try channel.send(Self.post)
        let output = channel.output()
        #expect(output.hasPrefix("HTTP/1.1 403 ") && output.contains("\r\nVary: x\r\n"))
        #expect(output.contains("\r\nConnection: close\r\n") == closes)
        #expect(channel.isActive != closes)
    }

    @Test func oneThatAnswersEndsTheRequestToo() throws {
        let listener = Self.listener(ScriptedPolicy { exchange, _ in exchange.settle(.json("{}")) })
        let channel = try listener.accept()
        try channel.send(Self.post + Self.post)
        #expect(channel.output().components(separatedBy: "\r\n\r\n{}").count == 3)
    }

    /// The one that is asked first has the last word on the head.
    @Test func headsAreChangedFromTheInsideOut() throws {
        let handler = ScriptedHandler()
        let whole = try Self.listener(Self.adding("a"), Self.adding("b")).accept()
        try whole.send(Self.request)
        #expect(whole.output().contains("\r\nVary: b\r\nVary: a\r\n"))

        let streamed = try Self.listener(Self.adding("a"), Self.adding("b"), .streaming(to: handler)).accept()
        try streamed.send(Self.request)
        handler.exchange?.begin(ResponseHead(status: 200), length: .known(0))
        handler.exchange?.end()
        #expect(streamed.output().contains("\r\nVary: b\r\nVary: a\r\n"))
    }

    @Test func goingOnTwiceHasNoEffect() throws {
        let listener = Self.listener(
            ScriptedPolicy { exchange, next in
                next(exchange)
                next(exchange)
            })
        let channel = try listener.accept()
        try channel.send(Self.request)
        #expect(channel.output().components(separatedBy: "HTTP/1.1 200").count == 2)
    }
}
