import Foundation
import NIOCore
import RedisServers
import Synchronization
import TestCertificates
import Testing
import TuttiPlan
import TuttiPolicies
import TuttiResilience

@testable import TuttiRedis

/// A client and the redis-server of the system, in each set-up.
@Suite(.enabled(if: RedisServer.isInstalled, "redis-server is missing: apt-get install redis-server"))
struct RedisServerTests {
    private let long = TimeSpan.seconds(20)

    private func plan(_ server: RedisServer, user: String? = nil, password: String? = nil, database: Int = 0)
        -> RedisPlan
    {
        RedisPlan(
            .server(.host("127.0.0.1", port: server.port)), user: user, password: password.map { Secret($0) },
            database: database, timeout: long)
    }

    private func text(_ result: Result<RedisValue, RedisFailure>) -> String? { try? result.get().text }

    private func setAndGet(_ fixture: RedisFixture) async throws {
        try await fixture.connected()
        #expect(text(await fixture.send(["SET", "a", .bytes([0, 13, 10, 255])])) == "OK")
        #expect(await fixture.send(["GET", "a"]) == .success(.bytes(ByteBuffer(bytes: [0, 13, 10, 255]))))
        #expect(await fixture.send(["GET", "missing"]) == .success(.null))
    }

    @Test func speaksWithAServer() async throws {
        let server = try await RedisServer()
        try await RedisFixture.run(plan(server, database: 3)) { fixture in
            try await setAndGet(fixture)
            #expect(fixture.log.all == [.came])
            #expect(
                await fixture.send(["LPUSH", "a", "x"])
                    == .failure(
                        .refused(RedisError("WRONGTYPE Operation against a key holding the wrong kind of value"))))
        }
    }

    @Test func speaksOverASocketInTheFileSystem() async throws {
        let server = try await RedisServer()
        try await RedisFixture.run(RedisPlan(.server(.socket(path: server.socket)), timeout: long)) {
            try await setAndGet($0)
        }
    }

    @Test func showsThePasswordAndTheUser() async throws {
        let server = try await RedisServer([
            "--requirepass", "pw", "--user", "shop", "on", ">other", "~*", "&*", "+@all",
        ])
        try await RedisFixture.run(plan(server, password: "pw")) { try await setAndGet($0) }
        try await RedisFixture.run(plan(server, user: "shop", password: "other")) { try await setAndGet($0) }
        for (plan, code) in [(plan(server, user: "shop", password: "pw"), "WRONGPASS"), (plan(server), "NOAUTH")] {
            try await RedisFixture.run(plan) { fixture in
                try await eventually("it is refused") { !fixture.log.all.isEmpty }
                #expect(fixture.log.all == [.went(.refused(code: code))])
            }
        }
    }

    @Test func aUserWithoutThePermissionIsToldOnce() async throws {
        let server = try await RedisServer(["--user", "shop", "on", ">pw", "~tutti:*", "+@all", "-set"])
        try await RedisFixture.run(plan(server, user: "shop", password: "pw")) { fixture in
            try await fixture.connected()
            for _ in 0..<3 {
                guard case .failure(.refused(let error)) = await fixture.send(["SET", "tutti:a", "b"]) else {
                    Issue.record("it was allowed")
                    return
                }
                #expect(error.code == "NOPERM")
            }
            #expect(fixture.log.all == [.came, .refuses(code: "NOPERM")])
        }
    }

    @Test func speaksTLSWithAServerAndShowsItsCertificate() async throws {
        let port = try RedisServer.freePort()
        let server = try await RedisServer(
            [
                "--tls-port", String(port), "--tls-cert-file", "shop.pem", "--tls-key-file", "shop.key",
                "--tls-ca-cert-file",
                "ca.pem",
            ],
            files: [
                "shop.pem": TestCertificates.shop, "shop.key": TestCertificates.shopKey,
                "ca.pem": TestCertificates.authority,
            ])
        func plan(_ host: String, _ tls: ServiceTLSPlan) -> RedisPlan {
            RedisPlan(.server(.host(host, port: port)), tls: tls, timeout: long)
        }
        let authority = Array(TestCertificates.authority.utf8)
        let shown = TLSPlan.Certificate(
            path: "shop.pem", chain: Array(TestCertificates.shop.utf8), key: Array(TestCertificates.shopKey.utf8))
        for host in ["127.0.0.1", "localhost"] {
            let tls = ServiceTLSPlan(authorities: authority, certificate: shown)
            try await RedisFixture.run(plan(host, tls)) { try await setAndGet($0) }
        }
        for tls in [
            ServiceTLSPlan(authorities: Array(TestCertificates.stranger.utf8), certificate: shown),
            ServiceTLSPlan(authorities: authority, certificate: shown, name: "other.example"),
        ] {
            try await RedisFixture.run(plan("localhost", tls)) { fixture in
                try await eventually("it is refused") { !fixture.log.all.isEmpty }
                #expect(fixture.log.all == [.went(.tls)])
            }
        }
        _ = server
    }

    @Test func scriptsRunWhetherOrNotTheServerKnowsThem() async throws {
        let server = try await RedisServer()
        let script = RedisScript("return redis.call('INCRBY', KEYS[1], ARGV[1])")
        try await RedisFixture.run(plan(server)) { fixture in
            try await fixture.connected()
            for expected in [2, 4] as [Int64] {
                #expect(await fixture.run(script, keys: ["n"], [.integer(2)]) == .success(.integer(expected)))
            }
            _ = await fixture.send(RedisCommand(["SCRIPT", "FLUSH"], keyPlace: nil))
            #expect(await fixture.run(script, keys: ["n"], [.integer(2)]) == .success(.integer(6)))
        }
    }

    @Test func comesBackWithTheServer() async throws {
        let first = try await RedisServer()
        try await RedisFixture.run(plan(first)) { fixture in
            try await setAndGet(fixture)
            first.kill()
            try await eventually("it is gone") { await fixture.send(["GET", "a"]) == .failure(.unavailable) }
            let second = try await RedisServer(port: first.port)
            try await setAndGet(fixture)
            #expect(fixture.log.all.first == .came && fixture.log.all.last == .came && fixture.log.all.count == 3)
            _ = second
        }
    }

    @Test func aServerThatStandsStillCostsOneTimeoutForEachWorker() async throws {
        let server = try await RedisServer()
        let plan = RedisPlan(.server(.host("127.0.0.1", port: server.port)), timeout: .milliseconds(200))
        try await RedisFixture.run(plan) { fixture in
            try await fixture.connected()
            server.pause()
            #expect(await fixture.send(["GET", "a"]) == .failure(.timeout))
            for _ in 0..<100 {
                let result = await fixture.send(["GET", "a"])
                #expect(result == .failure(.resting) || result == .failure(.unavailable))
            }
            server.goOn()
            try await fixture.connected()
        }
    }

    @Test func aSubscriberHearsThatAKeyHasChanged() async throws {
        final class Subscriber: RedisSubscriber {
            let keys = Mutex<[String]>([])
            let begun = Atomic<Int>(0)
            var commands: [RedisCommand] { [["CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", "tutti:"]] }
            func redis(_ event: RedisEvent, worker: Int) {
                if event == .began { begun.add(1, ordering: .relaxed) }
                guard case .pushed(let elements) = event, elements.count == 2, elements[0].text == "invalidate" else {
                    return
                }
                keys.withLock { $0 += (elements[1].elements ?? []).compactMap(\.text) }
            }
        }
        let server = try await RedisServer()
        let subscriber = Subscriber()
        try await RedisFixture.run(plan(server)) { fixture in
            fixture.client.subscribe(subscriber)
            try await eventually("it listens") { subscriber.begun.load(ordering: .relaxed) == 1 }
            try await RedisFixture.run(plan(server)) { other in
                try await other.connected()
                _ = await other.send(["SET", "x:a", "1"])
                _ = await other.send(["SET", "tutti:a", "1"])
            }
            try await eventually("it was told") { subscriber.keys.withLock { !$0.isEmpty } }
            #expect(subscriber.keys.withLock { $0 } == ["tutti:a"])
            fixture.client.unsubscribe(subscriber)
            _ = await fixture.send(["SET", "tutti:b", "1"])
            _ = await fixture.send(["GET", "tutti:b"])
            #expect(subscriber.keys.withLock { $0 } == ["tutti:a"])
        }
    }

    @Test func followsThePrimaryThatSentinelsName() async throws {
        let primary = try await RedisServer()
        let replica = try await RedisServer(["--replicaof", "127.0.0.1", String(primary.port)])
        let sentinel = try await RedisServer(
            sentinel: """
                sentinel monitor main 127.0.0.1 \(primary.port) 1
                sentinel down-after-milliseconds main 500
                sentinel failover-timeout main 2000
                """)
        let dead = try RedisServer.freePort()
        let plan = RedisPlan(
            .sentinel(name: "main", [.host("127.0.0.1", port: dead), .host("127.0.0.1", port: sentinel.port)]),
            timeout: long)
        try await RedisFixture.run(plan) { fixture in
            try await setAndGet(fixture)
            try await eventually("the replica has the key") {
                try await replica.holds("a")
            }
            // The sentinel has to know the replica before it can promote it.
            try await eventually("the sentinel knows the replica") { try await sentinel.knowsReplica(of: "main") }
            primary.kill()
            try await eventually("the replica is the primary") { text(await fixture.send(["SET", "a", "c"])) == "OK" }
            #expect(text(await fixture.send(["GET", "a"])) == "c")
        }
        let none = RedisPlan(.sentinel(name: "other", [.host("127.0.0.1", port: sentinel.port)]), timeout: long)
        try await RedisFixture.run(none) { fixture in
            try await eventually("it was looked for") { !fixture.log.all.isEmpty }
            #expect(fixture.log.all == [.went(.noPrimaryKnown)])
        }
    }

    @Test func aPrimaryThatHasBecomeAReplicaIsLeft() async throws {
        let primary = try await RedisServer()
        let other = try await RedisServer()
        let sentinel = try await RedisServer(sentinel: "sentinel monitor main 127.0.0.1 \(primary.port) 1")
        let plan = RedisPlan(.sentinel(name: "main", [.host("127.0.0.1", port: sentinel.port)]), timeout: long)
        try await RedisFixture.run(plan) { fixture in
            try await setAndGet(fixture)
            try await primary.send(["REPLICAOF", "127.0.0.1", .integer(Int64(other.port))])
            guard case .failure(.refused(let error)) = await fixture.send(["SET", "a", "b"]) else {
                Issue.record("a replica was written to")
                return
            }
            #expect(error.code == "READONLY")
            try await eventually("it is not used") { await fixture.send(["SET", "a", "b"]) == .failure(.unavailable) }
            #expect(fixture.log.all.contains(.went(.notPrimary)))
        }
    }

    @Test func findsTheNodeOfEachKeyInACluster() async throws {
        let nodes = try await RedisServer.cluster(of: 3)
        let plan = RedisPlan(.cluster([.host("127.0.0.1", port: nodes[0].port)]), timeout: long)
        try await RedisFixture.run(plan) { fixture in
            try await fixture.connected()
            for number in 0..<60 {
                try await eventually("key \(number) is set") {
                    text(await fixture.send(["SET", .text("key-\(number)"), .integer(Int64(number))])) == "OK"
                }
            }
            for number in 0..<60 {
                #expect(text(await fixture.send(["GET", .text("key-\(number)")])) == String(number))
            }
            var holders = 0
            for node in nodes where try await node.send(["DBSIZE"]).integer ?? 0 > 0 { holders += 1 }
            #expect(holders == 3)
            // A slot that is being moved: the key that isn't there any more is asked for where it goes.
            let slot = RedisSlots.slot(of: Array("fresh".utf8))
            let owner = nodes[slot * 3 / RedisSlots.count]
            let next = nodes[(slot * 3 / RedisSlots.count + 1) % 3]
            let (from, to) = (
                try await owner.send(["CLUSTER", "MYID"]).text ?? "",
                try await next.send(["CLUSTER", "MYID"]).text ?? ""
            )
            try await next.send(["CLUSTER", "SETSLOT", .integer(Int64(slot)), "IMPORTING", .text(from)])
            try await owner.send(["CLUSTER", "SETSLOT", .integer(Int64(slot)), "MIGRATING", .text(to)])
            #expect(text(await fixture.send(["SET", "fresh", "1"])) == "OK")
            #expect(text(await fixture.send(["GET", "fresh"])) == "1")
        }
    }
}
