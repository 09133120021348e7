import HTTPTypes
import NIOCore
import RedisServers
import Testing
import TuttiCrypto
import TuttiPlan
import TuttiPolicies
import TuttiResilience

@testable import TuttiRedis

/// Repeated requests, known to all instances.
@Suite(.enabled(if: RedisServer.isInstalled, "redis-server is missing: apt-get install redis-server"))
struct RedisRepeatStoreTests {
    private static func request(_ key: String, _ body: String = "") throws -> RepeatedRequest {
        RepeatedRequest(
            endpoint: "POST /orders", name: [key], content: [], body: Array(body.utf8), by: try Crypto.load())
    }

    private static func claim(_ request: RepeatedRequest, at store: RedisRepeatStore) async -> RepeatVerdict {
        await withCheckedContinuation { continuation in store.claim(request) { continuation.resume(returning: $0) } }
    }

    private static let response = KeptResponse(
        status: 201, headers: HTTPField.Name("X-A").map { [HTTPField(name: $0, value: "b")] } ?? [],
        body: Array("{}".utf8))

    private static func plan(_ server: RedisServer) -> RedisPlan {
        RedisPlan(.server(.host("127.0.0.1", port: server.port)), timeout: .seconds(20))
    }

    @Test func instancesKnowOfEachOthersRequests() async throws {
        let server = try await RedisServer()
        try await RedisFixture.run(Self.plan(server)) { fixture in
            try await fixture.connected()
            let (one, other) = (RedisRepeatStore(fixture.client), RedisRepeatStore(fixture.client))
            let (request, differing) = (try Self.request("a"), try Self.request("a", "x"))
            #expect(await Self.claim(request, at: one) == .first)
            #expect(await Self.claim(request, at: other) == .running)
            #expect(await Self.claim(differing, at: other) == .otherContent)
            // It is not the other one's to end.
            other.forget(request)
            other.keep(Self.response, as: request, for: 60)
            #expect(await Self.claim(request, at: other) == .running)
            one.keep(Self.response, as: request, for: 60)
            #expect(await Self.claim(request, at: other) == .response(Self.response))
            #expect(await Self.claim(differing, at: one) == .otherContent)
        }
    }

    @Test func aRequestThatIsForgottenMayBeMadeAgain() async throws {
        let server = try await RedisServer()
        try await RedisFixture.run(Self.plan(server)) { fixture in
            try await fixture.connected()
            let store = RedisRepeatStore(fixture.client)
            let request = try Self.request("a")
            #expect(await Self.claim(request, at: store) == .first)
            store.forget(request)
            #expect(await Self.claim(request, at: store) == .first)
            let time =
                try (await fixture.send(["PTTL", .text("tutti:r:\(request.name.hexadecimal)")])).get().integer ?? 0
            #expect((1...120_000).contains(time))
        }
    }

    @Test(arguments: ["", "x", "\u{1}\u{0}", "\u{2}\u{0}abc"]) func whatMakesNoSenseIsReplaced(_ value: String)
        async throws
    {
        let server = try await RedisServer()
        try await RedisFixture.run(Self.plan(server)) { fixture in
            try await fixture.connected()
            let store = RedisRepeatStore(fixture.client)
            let request = try Self.request("a")
            _ = await fixture.send(["SET", .text("tutti:r:\(request.name.hexadecimal)"), .text(value)])
            #expect(await Self.claim(request, at: store) == .first)
            #expect(await Self.claim(request, at: store) == .running)
        }
    }

    @Test func withoutRedisNobodyCanSay() async throws {
        let port = try RedisServer.freePort()
        try await RedisFixture.run(RedisPlan(.server(.host("127.0.0.1", port: port)))) { fixture in
            let request = try Self.request("a")
            #expect(await Self.claim(request, at: RedisRepeatStore(fixture.client)) == .unavailable)
        }
    }

    @Test func aValueIsReadAsItWasWritten() throws {
        let content = Array(repeating: 7 as UInt8, count: 32)
        for value in [
            KeptValue.running(content: content, instance: Array(0..<16)), .response(Self.response, content: content),
            .response(KeptResponse(onlyStatus: 204), content: content),
        ] {
            let bytes = try #require(value.bytes)
            #expect(KeptValue(ByteBuffer(bytes: bytes)) == value)
            // Cut off anywhere in front of the body, it is none.
            for count in 0..<bytes.count {
                let read = KeptValue(ByteBuffer(bytes: bytes[..<count]))
                if count < bytes.count - 2 { #expect(read == nil, "\(count) of \(bytes.count)") }
            }
            var other = bytes
            other[0] = 2
            #expect(KeptValue(ByteBuffer(bytes: other)) == nil)
        }
    }
}
