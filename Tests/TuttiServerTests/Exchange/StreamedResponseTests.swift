import HTTPTypes
import NIOCore
import NIOEmbedded
import Testing
import TuttiResilience

@testable import TuttiServer

/// Responses whose head goes out before their end is known, without a socket.
@Suite struct StreamedResponseTests {
    private let handler = ScriptedHandler()

    private func listener(limits: ConnectionLimits = ConnectionLimits()) -> EmbeddedListener {
        EmbeddedListener(limits: limits, policies: [ScriptedPolicy.streaming(to: handler)])
    }

    /// Sends a request and returns the handler's exchange.
    private func exchange(
        _ request: String = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n", on channel: EmbeddedChannel
    ) throws -> Exchange {
        try channel.writeInbound(ByteBuffer(string: request))
        return try #require(handler.exchange)
    }

    @Test func aBodyOfUnknownLengthComesInChunks() throws {
        let listener = listener()
        let channel = try listener.accept()
        let exchange = try exchange(on: channel)
        exchange.begin(ResponseHead(status: 200), length: .unknown)
        #expect(channel.output().isEmpty)
        let long = String(repeating: "x", count: 5000)
        exchange.write(ByteBuffer(string: "abc"))
        let head = channel.output()
        #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(head.hasSuffix("\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"))
        exchange.write(ByteBuffer())
        exchange.write(ByteBuffer(string: long))
        #expect(channel.output() == "1388\r\n\(long)\r\n")
        exchange.end(trailers: [
            HTTPField(name: .init("X-Sum")!, value: "1"), HTTPField(name: .contentLength, value: "9"),
        ])
        #expect(channel.output() == "0\r\nX-Sum: 1\r\n\r\n")
        #expect(exchange.isOver && exchange.status == 200 && exchange.bytesSent == 5003)
        #expect(channel.isActive)
        #expect(listener.loop.metrics.running == 0)
    }

    @Test func theHeadGoesOutThoughNothingFollows() throws {
        let listener = listener()
        let channel = try listener.accept()
        let exchange = try exchange(on: channel)
        exchange.begin(ResponseHead(status: 200), length: .known(3))
        listener.eventLoop.run()
        #expect(channel.output().hasSuffix("\r\nContent-Length: 3\r\n\r\n"))
        exchange.write(ByteBuffer(string: "abc"))
        exchange.end()
        #expect(channel.output() == "abc")
        #expect(channel.isActive && exchange.isOver)
    }

    @Test func anOldClientReadsToTheEndOfTheConnection() throws {
        let channel = try listener().accept()
        let exchange = try exchange("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", on: channel)
        exchange.begin(ResponseHead(status: 200), length: .unknown)
        exchange.write(ByteBuffer(string: "abc"))
        exchange.end(trailers: [HTTPField(name: .init("X-Sum")!, value: "1")])
        let output = channel.output()
        #expect(output.hasSuffix("\r\nConnection: close\r\n\r\nabc"))
        #expect(!output.contains("Transfer-Encoding"))
        #expect(!channel.isActive)
    }

    @Test func anOldClientKeepsItsConnectionWhenTheLengthIsKnown() throws {
        let channel = try listener().accept()
        let exchange = try exchange("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", on: channel)
        exchange.begin(ResponseHead(status: 200), length: .known(0))
        exchange.end()
        #expect(channel.output().hasSuffix("\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"))
        #expect(channel.isActive)
    }

    @Test(arguments: [
        ("HEAD /hello", 200, BodyLength.known(7), "\r\nContent-Length: 7\r\n\r\n"),
        ("HEAD /hello", 200, .unknown, "\r\n\r\n"), ("GET /hello", 204, .unknown, "\r\n\r\n"),
        ("GET /hello", 304, .known(7), "\r\n\r\n"), ("GET /hello", 204, .known(0), "\r\n\r\n"),
    ])
    func someResponsesHaveNoBody(request: String, status: Int, length: BodyLength, end: String) throws {
        let channel = try listener().accept()
        let exchange = try exchange("\(request) HTTP/1.1\r\nHost: a\r\n\r\n", on: channel)
        exchange.begin(ResponseHead(status: status), length: length)
        exchange.write(ByteBuffer(string: "dropped"))
        exchange.end()
        let output = channel.output()
        #expect(output.hasSuffix(end) && !output.contains("Transfer-Encoding"))
        #expect(output.contains("Content-Length") == end.contains("Content-Length"))
        #expect(channel.isActive && exchange.isOver && exchange.bytesSent == 0)
    }

    /// More bytes than the head said, fewer, and an end that could not be had.
    @Test(arguments: [
        ("abcd", BodyLength.known(3), false), ("ab", .known(3), false), ("ab", .known(3), true), ("ab", .unknown, true),
    ])
    func aBodyThatBreaksOffIsNoWholeOne(body: String, length: BodyLength, aborts: Bool) throws {
        let listener = listener()
        let channel = try listener.accept()
        let exchange = try exchange(on: channel)
        exchange.begin(ResponseHead(status: 200), length: length)
        exchange.write(ByteBuffer(string: body))
        if aborts { exchange.abort() } else { exchange.end() }
        #expect(!channel.isActive)
        #expect(!channel.output().contains("0\r\n\r\n"))
        #expect(exchange.isBrokenOff && !exchange.disconnected && exchange.isOver && exchange.status == 200)
        #expect(listener.loop.metrics.running == 0)
    }

    @Test func whatBreaksOffBeforeItsHeadIs502() throws {
        let channel = try listener().accept()
        try exchange(on: channel).abort()
        #expect(channel.output().hasPrefix("HTTP/1.1 502 "))
    }

    @Test func interimResponsesComeBefore() throws {
        let channel = try listener().accept()
        let exchange = try exchange(on: channel)
        let hint = HTTPField(name: .init("Link")!, value: "</a>")
        exchange.inform(ResponseHead(status: 103, headers: [hint, HTTPField(name: .connection, value: "close")]))
        #expect(channel.output() == "HTTP/1.1 103 \r\nLink: </a>\r\n\r\n")
        for status in [100, 101, 99, 200, -1] { exchange.inform(ResponseHead(status: status)) }
        exchange.begin(ResponseHead(status: 200), length: .known(0))
        exchange.inform(ResponseHead(status: 103))
        exchange.end()
        #expect(channel.output().hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func anOldClientGetsNoInterimResponse() throws {
        let channel = try listener().accept()
        try exchange("GET /hello HTTP/1.0\r\n\r\n", on: channel).inform(ResponseHead(status: 103))
        #expect(channel.output().isEmpty)
    }

    @Test func headersOfFramingAreTheListeners() throws {
        let channel = try listener().accept()
        let exchange = try exchange(on: channel)
        exchange.begin(
            ResponseHead(
                status: 200,
                headers: [
                    HTTPField(name: .contentLength, value: "9"), HTTPField(name: .transferEncoding, value: "gzip"),
                    HTTPField(name: .connection, value: "close"), HTTPField(name: .contentType, value: "a/b"),
                ]), length: .known(1))
        exchange.write(ByteBuffer(string: "x"))
        exchange.end()
        let output = channel.output()
        #expect(output.contains("\r\nContent-Type: a/b\r\n") && output.contains("\r\nContent-Length: 1\r\n"))
        #expect(!output.contains("gzip") && !output.contains("close"))
    }

    @Test func aPipelinedRequestWaitsForTheEndOfTheStream() throws {
        let channel = try listener().accept()
        let request = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
        let first = try exchange(request + request, on: channel)
        first.begin(ResponseHead(status: 200), length: .unknown)
        first.write(ByteBuffer(string: "1"))
        #expect(handler.exchange === first)
        first.end()
        let second = try #require(handler.exchange)
        #expect(second !== first)
        // What comes too late for the first has no effect on the second.
        first.begin(ResponseHead(status: 500), length: .unknown)
        first.write(ByteBuffer(string: "2"))
        first.end()
        first.abort()
        first.pauseBody()
        second.begin(ResponseHead(status: 201), length: .known(0))
        second.end()
        let output = channel.output()
        #expect(output.contains("1\r\n1\r\n0\r\n\r\nHTTP/1.1 201 Created\r\n"))
        #expect(channel.isActive)
    }

    @Test(arguments: [false, true]) func aClientThatLeavesIsTold(hasBegun: Bool) throws {
        let listener = listener()
        let channel = try listener.accept()
        let exchange = try exchange(on: channel)
        if hasBegun { exchange.begin(ResponseHead(status: 200), length: .unknown) }
        channel.close(promise: nil)
        #expect(handler.log == ["end", "left"])
        #expect(exchange.isOver && exchange.disconnected && exchange.status == (hasBegun ? 200 : 499))
        exchange.write(ByteBuffer(string: "x"))
        exchange.end()
        listener.eventLoop.run()
        #expect(listener.loop.metrics.running == 0)
    }

    @Test func howFastTheClientReadsIsSaid() throws {
        let channel = try listener().accept()
        let exchange = try exchange(on: channel)
        exchange.begin(ResponseHead(status: 200), length: .unknown)
        for isWritable in [false, true] {
            channel.isWritable = isWritable
            channel.pipeline.fireChannelWritabilityChanged()
            #expect(exchange.isWritable == isWritable)
        }
        #expect(handler.log == ["end", "full", "writable"])
        exchange.end()
        #expect(!exchange.isWritable)
    }

    @Test func aDrainLetsAStreamEnd() throws {
        let listener = listener()
        let channel = try listener.accept()
        let exchange = try exchange(on: channel)
        exchange.begin(ResponseHead(status: 200), length: .unknown)
        var cutOff: Int?
        listener.loop.drain(limit: .seconds(60)) { cutOff = $0 }
        listener.eventLoop.advanceTime(by: .seconds(30))
        #expect(channel.isActive && cutOff == nil)
        exchange.write(ByteBuffer(string: "x"))
        exchange.end()
        #expect(channel.output().hasSuffix("0\r\n\r\n"))
        #expect(!channel.isActive && cutOff == 0)
    }

    @Test func aDrainCutsAStreamOffInTheEnd() throws {
        let listener = listener()
        let channel = try listener.accept()
        let exchange = try exchange(on: channel)
        exchange.begin(ResponseHead(status: 200), length: .unknown)
        var cutOff: Int?
        listener.loop.drain(limit: .seconds(60)) { cutOff = $0 }
        listener.eventLoop.advanceTime(by: .seconds(60))
        #expect(!channel.isActive && cutOff == 1 && handler.log == ["end", "left"] && exchange.isOver)
    }
}
