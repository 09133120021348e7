import NIOCore
import NIOEmbedded
import SeededRandom
import Testing

@testable import TuttiServer

/// Whatever a client sends: the server lives, answers in HTTP, and gives the connection up in the end.
@Suite struct HostileBytesTests {
    private static let seeds: [[UInt8]] = [
        "GET /a/1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nTrailer: x\r\n\r\n",
        "GET /a/%41?b=c HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET http://h:1/a/x HTTP/1.1\r\nHost: h\r\nX-Request-Id: 1\r\nExpect: 100-continue\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: [::1]\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u{16}\u{3}\u{1}",
    ].map { Array($0.utf8) }

    private static let tokens: [[UInt8]] = [
        "\r\n", "\r\n\r\n", "\n", "\r", ":", " ", "\t", "\u{0}", "%", "%2e", "/../", "Content-Length: 1\r\n",
        "Host: b\r\n",
        "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "ffffffffffffffff\r\n", "HTTP/1.1", "GET ",
        "18446744073709551616",
        "Connection: close\r\n", "?", "#", "Expect: 100-continue\r\n", "Upgrade: x\r\nConnection: upgrade\r\n",
    ].map { Array($0.utf8) }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func leaveTheServerAlive(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let listener = EmbeddedListener(limits: ConnectionLimits(body: 64))

        for _ in 0..<1000 {
            let channel = try listener.accept()
            for piece in Self.pieces(&random) where channel.isActive { _ = try? channel.writeInbound(piece) }
            try Self.expectHTTP(from: channel)
            // Longer than all limits together: nothing lives for ever.
            listener.eventLoop.advanceTime(by: .seconds(200))
            try Self.expectHTTP(from: channel)
            #expect(!channel.isActive)
            _ = try? channel.finish()
        }
        #expect(listener.loop.metrics.running == 0)
        #expect(listener.loop.openCount == 0)

        let channel = try listener.accept()
        try channel.writeInbound(ByteBuffer(bytes: Self.seeds[0]))
        let response = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: response).hasPrefix("HTTP/1.1 200 OK\r\n"))
        _ = try? channel.finish()
    }

    private static func expectHTTP(from channel: EmbeddedChannel) throws {
        while let reply = try channel.readOutbound(as: ByteBuffer.self) {
            #expect(String(buffer: reply).hasPrefix("HTTP/1.1 "))
        }
    }

    /// A request or two, damaged here and there, cut into pieces anywhere.
    private static func pieces(_ random: inout SeededGenerator) -> [ByteBuffer] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) { bytes += seeds.randomElement(using: &random) ?? [] }
        for _ in 0..<Int.random(in: 0...6, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0...4, using: &random) {
            case 0: bytes[place] = .random(in: .min ... .max, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: place)
            case 3: bytes.removeLast(min(bytes.count, Int.random(in: 0...40, using: &random)))
            default: bytes.insert(contentsOf: bytes[place...].prefix(60), at: place)
            }
        }
        if Int.random(in: 0..<10, using: &random) == 0 {
            bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in .random(in: .min ... .max, using: &random)
            }
        }
        var pieces: [ByteBuffer] = []
        while !bytes.isEmpty {
            let length = Bool.random(using: &random) ? bytes.count : Int.random(in: 1...bytes.count, using: &random)
            pieces.append(ByteBuffer(bytes: bytes.prefix(length)))
            bytes.removeFirst(length)
        }
        return pieces
    }
}
