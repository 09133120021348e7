import NIOCore
import Testing
import TuttiPlan

@testable import TuttiRedis

/// Which node has a key.
@Suite struct RedisSlotsTests {
    @Test(arguments: [
        ("123456789", 0x31C3 % 16_384), ("foo", 12_182), ("{foo}bar", 12_182), ("a{foo}{bar}", 12_182), ("", 0),
        ("{user1000}.following", 3_443), ("{user1000}.followers", 3_443),
    ])
    func aKeyHasASlot(_ key: String, _ slot: Int) {
        #expect(RedisSlots.slot(of: Array(key.utf8)) == slot)
    }

    @Test func bracesWithoutContentAreNoTag() {
        #expect(RedisSlots.slot(of: Array("foo{}{bar}".utf8)) == 8_363)
        #expect(RedisSlots.slot(of: Array("foo{bar".utf8)) == RedisSlots.slot(of: Array("foo{bar".utf8)))
    }

    private func range(_ first: Int64, _ last: Int64, _ host: RedisValue, _ port: Int64) -> RedisValue {
        .array([.integer(first), .integer(last), .array([host, .integer(port), .bytes(ByteBuffer(string: "id"))])])
    }

    private let asked = RedisAddress.host("10.0.0.9", port: 7_000)

    @Test func isWhatTheClusterSays() throws {
        let reply = RedisValue.array([
            range(0, 8_191, .bytes(ByteBuffer(string: "10.0.0.1")), 7_001), range(8_192, 16_383, .null, 7_002),
        ])
        let slots = try #require(RedisSlots(reply, asked: asked))
        #expect(slots.owner(of: 8_191) == .host("10.0.0.1", port: 7_001))
        #expect(slots.owner(of: 8_192) == .host("10.0.0.9", port: 7_002))
        #expect(slots.owner(of: 16_384) == nil && slots.owner(of: -1) == nil)
    }

    @Test func nonsenseIsNoMap() {
        let host = RedisValue.bytes(ByteBuffer(string: "h"))
        for reply: RedisValue in [
            .null, .array([]), .array([.null]), .array([.array([.integer(0), .integer(1)])]),
            .array([range(5, 4, host, 1)]),
            .array([range(-1, 4, host, 1)]), .array([range(0, 16_384, host, 1)]), .array([range(0, 1, host, 0)]),
            .array([range(0, 1, host, 65_536)]), .array([.array([.integer(0), .integer(1), .array([])])]),
        ] {
            #expect(RedisSlots(reply, asked: asked) == nil, "\(reply)")
        }
    }

    @Test(arguments: [
        ("MOVED 3999 127.0.0.1:6381", 3_999, "127.0.0.1:6381", false), ("ASK 1 [::1]:6381", 1, "[::1]:6381", true),
        ("MOVED 1 ::1:6381", 1, "[::1]:6381", false), ("MOVED 7 :6381", 7, "10.0.0.9:6381", false),
    ])
    func aRedirectionNamesANode(_ text: String, _ slot: Int, _ node: String, _ isOnce: Bool) {
        let redirection = RedisRedirection(RedisError(text), asked: asked)
        #expect(redirection?.slot == slot && redirection?.node.description == node && redirection?.isOnce == isOnce)
    }

    @Test(arguments: [
        "MOVED", "MOVED 1", "MOVED x a:1", "MOVED 16384 a:1", "MOVED -1 a:1", "MOVED 1 a:0", "MOVED 1 a:65536",
        "MOVED 1 a", "ERR 1 a:1",
    ])
    func nonsenseIsNoRedirection(_ text: String) {
        #expect(RedisRedirection(RedisError(text), asked: asked) == nil)
    }
}
