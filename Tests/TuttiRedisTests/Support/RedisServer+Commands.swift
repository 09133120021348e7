import NIOCore
import RedisServers
import Testing
import TuttiPlan
import TuttiRedis
import TuttiResilience

extension RedisServer {
    /// Sends one command over a connection of its own; the error of a server is thrown.
    @discardableResult
    func send(_ arguments: [RedisArgument]) async throws -> RedisValue {
        let plan = RedisPlan(.server(.host("127.0.0.1", port: port)), timeout: .seconds(20))
        var value = RedisValue.null
        try await RedisFixture.run(plan) { fixture in
            try await fixture.connected()
            value = try await fixture.send(RedisCommand(arguments, keyPlace: nil)).get()
        }
        return value
    }

    /// Whether there is a key.
    func holds(_ key: String) async throws -> Bool { try await send(["EXISTS", .text(key)]).integer == 1 }

    /// Whether a sentinel knows a replica.
    func knowsReplica(of name: String) async throws -> Bool {
        try await send(["SENTINEL", "REPLICAS", .text(name)]).elements?.isEmpty == false
    }

    /// Starts servers that are a cluster, each with its share of the slots, in order.
    static func cluster(of count: Int) async throws -> [RedisServer] {
        var nodes: [RedisServer] = []
        for _ in 0..<count {
            nodes.append(
                try await RedisServer(["--cluster-enabled", "yes", "--cluster-port", String(try freePort())]))
        }
        for (index, node) in nodes.enumerated() {
            let (first, end) = (16_384 * index / count, 16_384 * (index + 1) / count)
            try await node.send(["CLUSTER", "ADDSLOTSRANGE", .integer(Int64(first)), .integer(Int64(end - 1))])
            if index > 0 {
                let bus = try await nodes[0].send(["CONFIG", "GET", "cluster-port"]).elements?.last?.text ?? ""
                try await node.send(["CLUSTER", "MEET", "127.0.0.1", .integer(Int64(nodes[0].port)), .text(bus)])
            }
        }
        for node in nodes {
            try await eventually("the cluster is whole") {
                let slots = try await node.send(["CLUSTER", "SLOTS"]).elements?.count ?? 0
                let info = try await node.send(["CLUSTER", "INFO"]).text ?? ""
                return slots == count && info.contains("cluster_state:ok")
            }
        }
        return nodes
    }
}
