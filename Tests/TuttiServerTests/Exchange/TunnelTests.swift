import HTTPTypes
import NIOCore
import NIOEmbedded
import Testing
import TuttiResilience

@testable import TuttiServer

/// Connections that switch to another protocol, without a socket.
@Suite struct TunnelTests {
    private static let head = ResponseHead(
        status: 101,
        headers: [HTTPField(name: .upgrade, value: "echo"), HTTPField(name: .connection, value: "close")])
    private static let request = "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n"
    private let handler = ScriptedHandler()

    private func listener() -> EmbeddedListener {
        EmbeddedListener(limits: ConnectionLimits(), policies: [ScriptedPolicy.streaming(to: handler, limit: 0)])
    }

    @Test func bytesGoBothWaysAsTheyAre() throws {
        let listener = listener()
        let channel = try listener.accept()
        try channel.send(Self.request)
        let exchange = try #require(handler.exchange)
        #expect(exchange.switchProtocols(Self.head))
        let head = channel.output()
        #expect(head.hasPrefix("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nX-Request-Id: "))
        #expect(head.hasSuffix("\r\nConnection: Upgrade\r\n\r\n") && !head.contains("close"))
        try channel.send("GET / nonsense\r\n\r\n")
        exchange.write(ByteBuffer(string: "0\r\n\r\n"))
        listener.eventLoop.advanceTime(by: .hours(1))
        try channel.send("\u{0}")
        #expect(channel.output() == "0\r\n\r\n")
        #expect(handler.log == ["end", "GET / nonsense\r\n\r\n", "\u{0}"])
        channel.close(promise: nil)
        #expect(handler.log.last == "left")
        #expect(exchange.status == 101 && exchange.bytesSent == 5)
        #expect(!exchange.disconnected && !exchange.isBrokenOff)
        #expect(listener.loop.metrics.running == 0)
    }

    @Test func whatHasComeWithTheRequestIsHandedOnAndMayBePaused() throws {
        let listener = listener()
        let channel = try listener.accept()
        try channel.send(Self.request + "early")
        #expect(handler.log == ["end"])
        let exchange = try #require(handler.exchange)
        #expect(exchange.switchProtocols(Self.head))
        exchange.pauseBody()
        listener.eventLoop.run()
        try channel.send("late")
        #expect(handler.log == ["end"])
        exchange.resumeBody()
        #expect(handler.log == ["end", "earlylate"])
    }

    @Test func eachSideMayCloseItsHalf() throws {
        let listener = listener()
        let channel = try listener.accept(hasHalfClosure: true)
        try channel.send(Self.request)
        let exchange = try #require(handler.exchange)
        #expect(exchange.switchProtocols(Self.head))
        listener.eventLoop.run()
        exchange.pauseBody()
        try channel.send("abc")
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(handler.log == ["end"])
        exchange.resumeBody()
        #expect(handler.log == ["end", "abc", "end"] && channel.isActive && !exchange.isOver)
        exchange.write(ByteBuffer(string: "x"))
        exchange.closeOutput()
        #expect(channel.output().hasSuffix("x") && channel.isActive)
        exchange.end()
        #expect(exchange.isOver && !channel.isActive && !exchange.isBrokenOff)
    }

    @Test func thisSideMayEndIt() throws {
        let listener = listener()
        let channel = try listener.accept(hasHalfClosure: true)
        try channel.send(Self.request)
        let exchange = try #require(handler.exchange)
        #expect(exchange.switchProtocols(Self.head))
        exchange.write(ByteBuffer(string: "x"))
        exchange.end()
        #expect(exchange.isOver && channel.isActive)
        try channel.send("dropped")
        listener.eventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive && handler.log == ["end"])
    }

    @Test(arguments: [
        "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n", "GET /hello HTTP/1.1\r\nHost: a\r\nUpgrade: echo\r\n\r\n",
        "GET /hello HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n",
    ])
    func nobodyGetsOneWhoHasNotAsked(request: String) throws {
        let channel = try listener().accept()
        try channel.send(request)
        let exchange = try #require(handler.exchange)
        #expect(!exchange.switchProtocols(Self.head))
        exchange.send(.json("[]"))
        #expect(channel.output().hasPrefix("HTTP/1.1 200 "))
    }

    @Test func aDrainClosesIt() throws {
        let listener = listener()
        let channel = try listener.accept()
        try channel.send(Self.request)
        #expect(handler.exchange?.switchProtocols(Self.head) == true)
        var cutOff: Int?
        listener.loop.drain(limit: .seconds(60)) { cutOff = $0 }
        #expect(!channel.isActive && cutOff == 0 && handler.log.last == "closes")
    }
}
