import NIOCore
import NIOEmbedded
import Testing
import TuttiResilience

@testable import TuttiServer

/// The default limits, in virtual time.
@Suite struct TimerTests {
    /// What was sent, seconds apart, and after how many seconds more the connection ends with which status.
    @Test(
        arguments: [
            ([(0, "")], 10, nil),
            ([(0, "G")], 10, 408),
            // The time of the first request runs from the opening of the connection.
            ([(6, "GET /a/1 HTTP/1.1\r\n")], 4, 408),
            ([(1, "GET /a/1 HTTP/1.1\r\n"), (4, "Host: a\r\n"), (4, "X: y\r\n")], 1, 408),
            ([(0, Self.request)], 75, 200),
            ([(9, Self.request), (74, Self.request), (74, Self.request)], 75, 200),
            ([(0, Self.request), (70, "GET ")], 10, 408),
            ([(0, Self.request), (3, "GET "), (3, "/a/1 ")], 7, 408),
            ([(0, Self.request), (70, "GET /a/1 HTTP/1.1\r\nHost: a\r\n")], 10, 408),
            ([(0, "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n"), (10, "a"), (10, "b")], 10, 408),
            // The beginning of a next request, right behind one of each framing, and nothing but an empty line.
            ([(0, Self.request + "G")], 10, 408),
            ([(0, Self.request + Self.request + "GET /a/1 HTTP/1.1\r\n")], 10, 408),
            ([(0, Self.counted + "GET /a/1 HTTP/1.1\r\nHost: a")], 10, 408),
            ([(0, Self.chunked + "GET /a/1 HTTP/1.1\r\nHost: a")], 10, 408),
            ([(0, Self.counted)], 75, 200), ([(0, Self.chunked)], 75, 200), ([(0, Self.request + "\r\n")], 75, 200),
            ([(0, Self.request), (9, "\r\n")], 66, 200), ([(1, "\r\n\r\n")], 9, nil),
            ([(0, Self.counted + "P"), (9, String(Self.counted.dropFirst()))], 75, 200),
        ] as [([(Int64, String)], Int64, Int?)])
    func endsTheConnection(sent: [(Int64, String)], after seconds: Int64, status: Int?) throws {
        let listener = EmbeddedListener(limits: ConnectionLimits())
        let channel = try listener.accept()
        for (pause, text) in sent {
            listener.eventLoop.advanceTime(by: .seconds(pause))
            if !text.isEmpty { try channel.writeInbound(ByteBuffer(string: text)) }
        }
        listener.eventLoop.advanceTime(by: .seconds(seconds) - .nanoseconds(1))
        #expect(channel.isActive)
        listener.eventLoop.advanceTime(by: .nanoseconds(1))
        #expect(!channel.isActive)
        var last: Int?
        while let reply = try channel.readOutbound(as: ByteBuffer.self) {
            last = RawResponse.parse(Array(reply.readableBytesView))?.0.status
        }
        #expect(last == status)
        _ = try? channel.finish()
    }

    private static let request = "GET /a/1 HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let counted = "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\na\n\r\nb"
    private static let chunked =
        "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na\n\r\nb\r\n0\r\nX: y\r\n\r\n"

    @Test(arguments: ["GET", "GET /a/1 HTTP/1.1\r\nHost: a\r\n"])
    func aHeadThatBeginsDuringAResponseHasItsTimeFromTheResponseOn(head: String) throws {
        let listener = EmbeddedListener(limits: ConnectionLimits(), holdsResponses: true)
        let channel = try listener.accept()
        try channel.writeInbound(ByteBuffer(string: Self.request))
        try channel.writeInbound(ByteBuffer(string: head))
        listener.eventLoop.advanceTime(by: .seconds(1000))
        #expect(channel.isActive)
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)

        listener.release()
        let response = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: response).hasPrefix("HTTP/1.1 200 OK\r\n"))
        listener.eventLoop.advanceTime(by: .seconds(10) - .nanoseconds(1))
        #expect(channel.isActive)
        listener.eventLoop.advanceTime(by: .nanoseconds(1))
        let refusal = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: refusal).hasPrefix("HTTP/1.1 408 "))
        #expect(!channel.isActive)
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    @Test func lingeringEndsAfterItsOwnTime() throws {
        let listener = EmbeddedListener(limits: ConnectionLimits())
        let channel = try listener.accept(hasHalfClosure: true)
        try channel.writeInbound(ByteBuffer(string: "nonsense\r\n\r\n"))
        #expect(try channel.readOutbound(as: ByteBuffer.self) != nil)
        #expect(channel.isActive)
        listener.eventLoop.advanceTime(by: .seconds(2) - .nanoseconds(1))
        #expect(channel.isActive)
        listener.eventLoop.advanceTime(by: .nanoseconds(1))
        #expect(!channel.isActive)
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    @Test func anIdleConnectionLooksAtItsDeadlineAsSeldomAsTheLimitsAllow() {
        #expect(ConnectionLimits().shortestTime == .seconds(10))
    }

    @Test func manyRequestsShareOneTimer() throws {
        let listener = EmbeddedListener(limits: ConnectionLimits())
        let channel = try listener.accept()
        for _ in 0..<1000 { try channel.writeInbound(ByteBuffer(string: Self.request)) }
        #expect(listener.loop.metrics.requests[1].durations.total == 1000)
        listener.eventLoop.advanceTime(by: .seconds(75))
        #expect(!channel.isActive)
        #expect(listener.loop.openCount == 0)
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }
}
