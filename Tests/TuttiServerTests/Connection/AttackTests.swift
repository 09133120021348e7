import NIOCore
import NIOEmbedded
import Testing
import TuttiEngine
import TuttiPolicies

@testable import TuttiServer

/// Bytes in, what must come out: nothing that a client hides in a message is answered, and nothing legal is refused.
@Suite(.timeLimit(.minutes(10))) struct AttackTests {
    /// How the bytes come.
    enum Pace: CaseIterable, Sendable {
        case atOnce
        case byteByByte
    }

    @Test(arguments: Attack.all, Pace.allCases)
    func isAnsweredAsTheTableSays(attack: Attack, pace: Pace) throws {
        let listener = EmbeddedListener(limits: ConnectionLimits(body: 1 << 10))
        let channel = try listener.accept(hasHalfClosure: true)
        let pieces =
            switch pace {
            case .atOnce: [ByteBuffer(bytes: attack.bytes)]
            case .byteByByte: attack.bytes.map { ByteBuffer(bytes: [$0]) }
            }
        for piece in pieces where channel.isActive { _ = try? channel.writeInbound(piece) }
        listener.eventLoop.run()
        var output: [UInt8] = []
        while let reply = try channel.readOutbound(as: ByteBuffer.self) { output += reply.readableBytesView }
        #expect(Self.statuses(output) == attack.statuses)
        listener.eventLoop.advanceTime(by: .seconds(200))
        #expect(!channel.isActive)
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
        #expect(listener.loop.metrics.running == 0)
        _ = try? channel.finish()
    }

    /// The same over real sockets, with which the bytes of a slow client come one by one, or a few together.
    @Test(arguments: Attack.all)
    func isAnsweredSoOverASlowSocket(attack: Attack) async throws {
        guard attack.bytes.count < 500 else { return }
        try await withServer(configure: { $0.limits.makePatient() }) { server in
            let client = try server.client()
            for byte in attack.bytes where await !client.send([byte]) { break }
            await client.closeSending()
            let output = try await client.rest()
            // A client that has closed its half has left: what was still to be answered is not.
            let statuses = Self.statuses(Array(output.utf8))
            #expect(statuses == Array(attack.statuses.prefix(statuses.count)))
            if attack.closes { #expect(statuses == attack.statuses) }
        }
    }

    /// A read brings 2,700 chunks of a byte: a part of them is decoded before others have their turn.
    @Test func manyChunksAreTheWorkOfSeveralTurns() throws {
        let listener = EmbeddedListener(limits: ConnectionLimits(body: 1 << 20))
        let channel = try listener.accept()
        let other = try listener.accept()
        try channel.writeInbound(
            ByteBuffer(string: "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"))
        let chunks = String(repeating: "1\r\n1\r\n", count: 2700)
        try channel.writeInbound(ByteBuffer(string: chunks + "0\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
        try other.writeInbound(ByteBuffer(string: "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(try other.readOutbound(as: ByteBuffer.self) != nil)
        listener.eventLoop.run()
        let echo = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: echo).hasSuffix("[\(String(repeating: "1", count: 2700))]"))
        #expect(try channel.readOutbound(as: ByteBuffer.self) != nil)
        for channel in [channel, other] { _ = try? channel.finish() }
    }

    /// Over a socket, which is read on when all is decoded.
    @Test func manyChunksAreReadToTheirEnd() async throws {
        try await withServer(configure: { $0.limits.makePatient() }) { server in
            let client = try server.client()
            let count = 50_000
            await client.send(
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + String(repeating: "1\r\n1\r\n", count: count) + "0\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().body == String(repeating: "1", count: count))
            #expect(try await client.response().status == 200)
        }
    }

    @Test func theTableIsLarge() {
        #expect(Attack.all.count >= 100)
        #expect(Set(Attack.all.map(\.name)).count == Attack.all.count)
    }

    /// RFC 9112, 3.2.2: what an absolute target says holds over `Host`.
    @Test func theHostOfAnAbsoluteTargetIsTheHost() async throws {
        try await withServer(script: { request, _ in
            .json("\(request.headers.values(named: "host"))")
        }) { server in
            for (target, host) in [
                ("http://b.example:81/hello", "b.example:81"), ("HTTP://B/hello", "B"), ("/hello", "a"),
                ("http://[::1]/hello", "[::1]"),
            ] {
                let client = try server.client()
                await client.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().body == "[\"\(host)\"]")
            }
        }
    }

    /// 200 MB of extensions around one byte of body: a small part of them is read.
    @Test func extensionsWithoutEndAreRefused() async throws {
        try await withServer { server in
            let client = try server.client()
            await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = Array("1;\(String(repeating: "y", count: 2000))\r\nx\r\n".utf8)
            for _ in 0..<100_000 where await !client.send(chunk) { break }
            let response = try await client.response()
            #expect(response.status == 400)
            #expect(response.body.contains("chunk extensions"))
        }
    }

    private static func statuses(_ output: [UInt8]) -> [Int] {
        var statuses: [Int] = []
        var rest = output
        while let (response, length) = RawResponse.parse(rest) {
            statuses.append(response.status)
            rest.removeFirst(length)
        }
        return rest.isEmpty ? statuses : statuses + [-1]
    }
}
