import NIOCore
import NIOEmbedded
import Testing
import TuttiResilience

@testable import TuttiServer

/// Requests whose body is handed on as it arrives, without a socket.
@Suite struct StreamedRequestTests {
    private let handler = ScriptedHandler()

    private func listener(limit: Int = .max, saysContinue: Bool = true) -> EmbeddedListener {
        EmbeddedListener(
            limits: ConnectionLimits(),
            policies: [ScriptedPolicy.streaming(to: handler, limit: limit, saysContinue: saysContinue)])
    }

    private static let chunked = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    private static let expecting =
        "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"

    @Test func partsAreHandedOnAsTheyCome() throws {
        let channel = try listener().accept()
        try channel.send(Self.chunked + "3\r\nabc\r\n")
        #expect(handler.log == ["abc"])
        try channel.send("2\r\nde\r\n0\r\nX-Sum: 1\r\n\r\n")
        #expect(handler.log == ["abc", "de", "end X-Sum: 1"])
        let exchange = try #require(handler.exchange)
        exchange.send(.json("[]"))
        #expect(channel.output().hasSuffix("\r\n\r\n[]"))
        #expect(channel.isActive && exchange.body.isEmpty)
    }

    @Test func nothingIsReadWhileTheBodyIsPaused() throws {
        let listener = listener()
        let counter = ReadCounter()
        let channel = try listener.accept(counter: counter)
        handler.onBody = { $0.pauseBody() }
        try channel.send(Self.chunked + "1\r\na\r\n")
        try channel.send("1\r\nb\r\n")
        #expect(handler.log == ["a"])
        let before = counter.reads
        channel.read()
        #expect(counter.reads == before)
        handler.exchange?.resumeBody()  // and paused again by what has come already
        #expect(handler.log == ["a", "b"] && counter.reads == before)
        handler.onBody = { _ in }
        handler.exchange?.resumeBody()
        #expect(counter.reads == before + 1)
        try channel.send("1\r\nc\r\n0\r\n\r\n")
        #expect(handler.log == ["a", "b", "c", "end"])
    }

    /// A decision that comes late finds parts of the body waiting: who is not ready for them pauses first.
    @Test func aHandlerMayBeginWithAPause() throws {
        let listener = EmbeddedListener(
            limits: ConnectionLimits(),
            policies: [
                ScriptedPolicy { exchange, _ in
                    exchange.carrier?.eventLoop.assumeIsolated().execute { [handler] in
                        exchange.pauseBody()
                        handler.take(exchange)
                    }
                }
            ])
        let channel = try listener.accept()
        try channel.send(Self.chunked + "1\r\na\r\n0\r\n\r\n")
        listener.eventLoop.run()
        #expect(handler.exchange != nil && handler.log.isEmpty)
        handler.exchange?.resumeBody()
        #expect(handler.log == ["a", "end"])
    }

    @Test func timeRunsFromPartToPartAndNotWhilePaused() throws {
        let listener = listener()
        let channel = try listener.accept()
        try channel.send(Self.chunked)
        for _ in 0..<5 {
            listener.eventLoop.advanceTime(by: .seconds(29))
            try channel.send("3A98\r\n\(String(repeating: "a", count: 15_000))\r\n")
        }
        try channel.send("1\r\na\r\n")
        handler.exchange?.pauseBody()
        listener.eventLoop.advanceTime(by: .seconds(1000))
        handler.exchange?.resumeBody()
        listener.eventLoop.advanceTime(by: .seconds(30) - .nanoseconds(1))
        #expect(channel.isActive && handler.log.last == "a")
        listener.eventLoop.advanceTime(by: .nanoseconds(1))
        #expect(handler.log.last == "left")
        #expect(channel.output().hasPrefix("HTTP/1.1 408 "))
        #expect(!channel.isActive && listener.loop.metrics.running == 0)
    }

    /// Without a rate, a client could hold a permit of the service for hours at the cost of a byte now and then.
    @Test func aBodyThatTricklesIsCutOff() throws {
        let listener = listener()
        let channel = try listener.accept()
        try channel.send(Self.chunked)
        listener.eventLoop.advanceTime(by: .seconds(29))
        try channel.send("5\r\nabcde\r\n")
        listener.eventLoop.advanceTime(by: .seconds(1) + .milliseconds(9))
        #expect(channel.isActive)
        listener.eventLoop.advanceTime(by: .milliseconds(1))
        #expect(!channel.isActive && handler.log.last == "left")
        let output = channel.output()
        #expect(output.hasPrefix("HTTP/1.1 408 "))
        #expect(output.contains("it has 30.0 s, and a second more for every 500 bytes"))
    }

    /// In seconds: what is left, and what is left after so many bytes more.
    @Test(arguments: [(1, 0, 1), (1, 500, 2), (1, 5_000, 11), (1, 1 << 40, 30), (29, 5_000, 30), (30, 5_000, 30)])
    func bytesEarnTime(left: Int64, bytes: Int, after: Int64) {
        let now = NIODeadline.uptimeNanoseconds(1_000_000_000)
        let deadline = ConnectionLimits().bodyDeadline(after: now + .seconds(left), bytes: bytes, now)
        #expect(deadline == now + .seconds(after))
        #expect(ConnectionLimits().bodyDeadline(after: .distantFuture, bytes: bytes, now) == now + .seconds(30))
    }

    @Test func aResponseBeforeTheEndOfTheRequestIsTheLast() throws {
        let listener = listener()
        let channel = try listener.accept(hasHalfClosure: true)
        try channel.send(Self.chunked + "1\r\na\r\n")
        handler.exchange?.send(.json("[]"))
        #expect(channel.output().contains("\r\nConnection: close\r\n"))
        try channel.send("1\r\nb\r\n0\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(channel.output().isEmpty && handler.log == ["a"])
        #expect(channel.isActive)
        listener.eventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test func bothDirectionsStreamAtOnce() throws {
        let channel = try listener().accept()
        handler.onBody = { exchange in
            if exchange.stage != .responding { exchange.begin(ResponseHead(status: 200), length: .unknown) }
            exchange.write(ByteBuffer(string: "x"))
        }
        handler.onEnd = { $0.end() }
        try channel.send(Self.chunked + "1\r\na\r\n")
        #expect(channel.output().hasSuffix("\r\n\r\n1\r\nx\r\n"))
        try channel.send("1\r\nb\r\n")
        #expect(channel.output() == "1\r\nx\r\n")
        try channel.send("0\r\n\r\n" + "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        // The next request has come, too.
        #expect(channel.output() == "0\r\n\r\n" && channel.isActive)
        #expect(handler.log == ["a", "b", "end", "end"])
    }

    @Test func continueIsSaidWithTheDecision() throws {
        let channel = try listener().accept()
        try channel.send(Self.expecting)
        #expect(channel.output() == "HTTP/1.1 100 Continue\r\n\r\n")
        try channel.send("abc")
        #expect(handler.log == ["abc", "end"])
    }

    @Test func continueIsSaidByTheHandler() throws {
        let listener = listener(saysContinue: false)
        let channel = try listener.accept()
        try channel.send(Self.expecting)
        // The client waits for the handler, and its time does not run.
        listener.eventLoop.advanceTime(by: .seconds(1000))
        #expect(channel.output().isEmpty)
        for _ in 0..<2 { handler.exchange?.sayContinue() }
        #expect(channel.output() == "HTTP/1.1 100 Continue\r\n\r\n")
        listener.eventLoop.advanceTime(by: .seconds(30))
        #expect(channel.output().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func theClientsTimeDoesNotRunBeforeItMaySend() throws {
        let listener = listener(saysContinue: false)
        let channel = try listener.accept()
        try channel.send(Self.expecting)
        handler.exchange?.pauseBody()
        handler.exchange?.resumeBody()
        listener.eventLoop.advanceTime(by: .seconds(1000))
        #expect(channel.output().isEmpty && channel.isActive)
        handler.exchange?.sayContinue()
        listener.eventLoop.advanceTime(by: .seconds(30))
        #expect(channel.output().contains("HTTP/1.1 408 "))
    }

    @Test func aRefusalInsteadOfContinueEndsTheConnection() throws {
        let channel = try listener(saysContinue: false).accept()
        try channel.send(Self.expecting)
        handler.exchange?.refuse(Refusal(403, "Forbidden", "No."))
        let output = channel.output()
        #expect(output.hasPrefix("HTTP/1.1 403 ") && output.contains("\r\nConnection: close\r\n"))
    }

    @Test(arguments: [false, true]) func whatCantBeReadIsSaidOrBreaksTheResponseOff(hasBegun: Bool) throws {
        let listener = listener()
        let channel = try listener.accept()
        try channel.send(Self.chunked + "1\r\na\r\n")
        let exchange = try #require(handler.exchange)
        if hasBegun {
            exchange.begin(ResponseHead(status: 200), length: .unknown)
            exchange.write(ByteBuffer(string: "x"))
        }
        try channel.send("nonsense\r\n")
        #expect(handler.log == ["a", "left"])
        let output = channel.output()
        #expect(output.hasPrefix(hasBegun ? "HTTP/1.1 200 " : "HTTP/1.1 400 "))
        #expect(!output.hasSuffix("0\r\n\r\n") && exchange.isBrokenOff == hasBegun)
        #expect(!channel.isActive && listener.loop.metrics.running == 0)
    }

    @Test func theBoundHoldsForWhatStreams() throws {
        let channel = try listener(limit: 2).accept()
        try channel.send(Self.chunked + "2\r\nab\r\n")
        try channel.send("1\r\nc\r\n")
        #expect(handler.log == ["ab", "left"])
        #expect(channel.output().hasPrefix("HTTP/1.1 413 "))
    }

    @Test func aClientThatLeavesWithinItsBodyIsTold() throws {
        let listener = listener()
        let channel = try listener.accept()
        try channel.send(Self.chunked + "1\r\na\r\n")
        channel.close(promise: nil)
        #expect(handler.log == ["a", "left"] && handler.exchange?.status == 499)
        #expect(listener.loop.metrics.running == 0)
    }

    /// A body that somebody takes is no half request: it has the whole time of the drain.
    @Test func aDrainLetsAnUploadEnd() throws {
        let listener = listener()
        let channel = try listener.accept()
        try channel.send(Self.chunked + "1\r\na\r\n")
        var cutOff: Int?
        listener.loop.drain(limit: .seconds(60)) { cutOff = $0 }
        listener.eventLoop.advanceTime(by: .seconds(20))
        try channel.send("0\r\n\r\n")
        handler.exchange?.send(.json("[]"))
        #expect(channel.output().contains("\r\nConnection: close\r\n"))
        #expect(!channel.isActive && cutOff == 0)
    }
}
