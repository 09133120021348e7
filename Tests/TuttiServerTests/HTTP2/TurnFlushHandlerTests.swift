import NIOCore
import NIOEmbedded
import Testing

@testable import TuttiServer

/// What the streams of a connection write leaves together, and never too late.
@Suite struct TurnFlushHandlerTests {
    private static func channel() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: TurnFlushHandler())
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private static func sent(_ channel: EmbeddedChannel) throws -> [String] {
        var parts: [String] = []
        while let part = try channel.readOutbound(as: ByteBuffer.self) { parts.append(String(buffer: part)) }
        return parts
    }

    @Test func itLeavesAtTheEndOfTheTurn() throws {
        let channel = try Self.channel()
        channel.writeAndFlush(ByteBuffer(string: "one"), promise: nil)
        channel.writeAndFlush(ByteBuffer(string: "two"), promise: nil)
        #expect(try Self.sent(channel) == [])
        channel.embeddedEventLoop.run()
        #expect(try Self.sent(channel) == ["one", "two"])
    }

    @Test func itLeavesAtTheEndOfARead() throws {
        let channel = try Self.channel()
        channel.writeAndFlush(ByteBuffer(string: "one"), promise: nil)
        channel.pipeline.fireChannelReadComplete()
        #expect(try Self.sent(channel) == ["one"])
    }

    @Test func moreThanAConnectionMayHoldLeavesAtOnce() throws {
        let channel = try Self.channel()
        channel.writeAndFlush(ByteBuffer(repeating: 1, count: 64 << 10), promise: nil)
        #expect(try Self.sent(channel).count == 1)
    }

    @Test func itLeavesBeforeTheConnectionCloses() throws {
        let channel = try Self.channel()
        channel.writeAndFlush(ByteBuffer(string: "last"), promise: nil)
        try channel.close().wait()
        #expect(try Self.sent(channel) == ["last"])
    }

    @Test func whatWasNotFlushedStays() throws {
        let channel = try Self.channel()
        channel.write(ByteBuffer(string: "one"), promise: nil)
        channel.embeddedEventLoop.run()
        #expect(try Self.sent(channel) == [])
        _ = try? channel.finish()
    }
}
