import NIOCore
import NIOEmbedded
import Testing

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
            ([(0, "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n"), (10, "a"), (10, "b")], 10, 408),
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

    @Test func manyRequestsShareOneTimer() throws {
        let listener = EmbeddedListener(limits: ConnectionLimits())
        let channel = try listener.accept()
        for _ in 0..<1000 { try channel.writeInbound(ByteBuffer(string: Self.request)) }
        #expect(listener.loop.metrics.requests[0].durations.total == 1000)
        listener.eventLoop.advanceTime(by: .seconds(75))
        #expect(!channel.isActive)
        #expect(listener.loop.openCount == 0)
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }
}
