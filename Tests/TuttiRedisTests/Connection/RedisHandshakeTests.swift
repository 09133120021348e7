import NIOCore
import Testing
import TuttiPlan
import TuttiPolicies

@testable import TuttiRedis

/// What is said at the beginning of a connection.
@Suite struct RedisHandshakeTests {
    private func outcome(_ plan: RedisPlan, _ replies: [RedisValue]) -> (sent: [String], end: String, isRESP3: Bool) {
        var handshake = RedisHandshake(RedisProfile(plan))
        var sent = [words(handshake.first)]
        for reply in replies {
            switch handshake.received(reply) {
            case .send(let commands): sent += commands.map(words)
            case .wait: break
            case .ready: return (sent, "ready", handshake.isRESP3)
            case .failed(let failure): return (sent, "\(failure)", handshake.isRESP3)
            }
        }
        return (sent, "waits", handshake.isRESP3)
    }

    private func words(_ command: RedisCommand) -> String {
        command.arguments.map { String(decoding: $0.content, as: UTF8.self) }.joined(separator: " ")
    }

    private let ok = RedisValue.bytes(ByteBuffer(string: "OK"))
    private let address = RedisPlan.Place.server(.host("a", port: 1))

    @Test func speaksRESP3() {
        let outcome = outcome(RedisPlan(address, database: 2), [.map([]), .error(RedisError("ERR no such")), ok])
        #expect(outcome.sent == ["HELLO 3", "CLIENT SETINFO LIB-NAME tutti", "SELECT 2"])
        #expect(outcome.end == "ready" && outcome.isRESP3)
    }

    @Test(arguments: [(nil, "default"), ("shop", "shop")])
    func showsWhoItIs(_ user: String?, _ name: String) {
        let plan = RedisPlan(address, user: user, password: Secret("pw"))
        #expect(outcome(plan, []).sent == ["HELLO 3 AUTH \(name) pw"])
    }

    @Test(arguments: [
        "ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `shop`, `pw`", "NOPROTO sorry",
    ])
    func fallsBackToRESP2(_ error: String) {
        let plan = RedisPlan(address, user: "shop", password: Secret("pw"))
        let outcome = outcome(plan, [.error(RedisError(error)), ok, ok])
        #expect(outcome.sent == ["HELLO 3 AUTH shop pw", "AUTH shop pw", "CLIENT SETINFO LIB-NAME tutti"])
        #expect(outcome.end == "ready" && !outcome.isRESP3)
    }

    @Test(arguments: [
        ("WRONGPASS invalid", "it refuses the user or the password"), ("NOAUTH HELLO must", "it wants a password"),
        ("LOADING Redis is loading", "it is loading its data"), ("DENIED x secret", "it answered DENIED"),
        ("ERR x secret", "it answered ERR"),
    ])
    func saysWhyItFailsWithoutWhatTheServerWrote(_ error: String, _ words: String) {
        #expect(outcome(RedisPlan(address), [.error(RedisError(error))]).end == words)
    }

    @Test(arguments: [
        ("master", "ready"), ("slave", "it is a replica, not the primary"),
        ("sentinel", "it is a replica, not the primary"),
    ])
    func behindSentinelsTheServerIsThePrimary(_ role: String, _ end: String) {
        let plan = RedisPlan(.sentinel(name: "main", []))
        let role = RedisValue.array([.bytes(ByteBuffer(string: role)), .integer(0)])
        #expect(outcome(plan, [.map([]), ok, role]).end == end)
    }
}
