import Foundation
import NIOHTTP1
import ScriptedNames
import ScriptedServices
import Synchronization
import Testing
import TuttiDiscovery

/// Instances that come and go while requests run, as DNS and files say.
struct DiscoveryTests {
    private static let name = "orders.internal"

    /// Who has answered how often.
    private final class Tally: Sendable {
        let isOver = Atomic(false)
        let seen = Mutex<[String: Int]>([:])
    }

    private static let endpoints = """
        endpoint: GET /order
        calls: { order: { service: orders, get: /order, required: true } }
        ---
        route: GET /direct
        to: orders
        """

    /// An instance at 127.0.0.x: it says which one it is.
    private static func instance(_ number: UInt8, port: Int = 0) throws -> ScriptedService {
        try ScriptedService(at: number, port: port) { connection in
            while connection.readHead() != nil {
                let body = "\(number)"
                let head =
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                guard connection.write(head + body) else { return }
            }
        }
    }

    private static func records(_ numbers: some Sequence<UInt8>) -> [NameRecord] {
        numbers.map { NameRecord(name, seconds: 1, .a("127.0.0.\($0)")) }
    }

    private static func gateway(_ discover: String) -> String {
        """
        services:
          orders: { discover: \(discover), retry: { attempts: 4, on: [connect, reset, timeout] }, breaker: { minimum-calls: 1000 } }
        """
    }

    /// Ten instances are replaced one after the other; each one that is replaced ends at once, connections and all.
    @Test func noRequestFailsWhileAllInstancesAreReplaced() async throws {
        var instances: [UInt8: ScriptedService] = [2: try Self.instance(2)]
        let port = try #require(instances[2]).port
        for number in 3...11 as ClosedRange<UInt8> { instances[number] = try Self.instance(number, port: port) }
        let names = try ScriptedNameServer(ScriptedNameServer.script(Self.records(2...11)))
        defer { names.close() }
        let discovery = ServiceDiscovery(servers: names.address) { _ in }
        try await RunningGateway.serving(
            gateway: Self.gateway("{ dns: \(Self.name), port: \(port) }"), endpoints: Self.endpoints, workers: 2,
            discovery: discovery
        ) { gateway in
            let tally = Tally()
            let address = gateway.port
            try await withThrowingTaskGroup(of: Void.self) { group in
                for path in ["/order", "/order", "/direct", "/direct"] {
                    group.addTask {
                        try await HTTPConnection.open(port: address) { connection in
                            while !tally.isOver.load(ordering: .relaxed) {
                                let response = try await connection.request(.GET, path)
                                #expect(response.status == 200, "\(path): \(response.body)")
                                let instance = response.body.filter(\.isNumber)
                                tally.seen.withLock { $0[instance, default: 0] += 1 }
                            }
                        }
                    }
                }
                var present = Array(2...11 as ClosedRange<UInt8>)
                for old in 2...11 as ClosedRange<UInt8> {
                    let new = old + 10
                    instances[new] = try Self.instance(new, port: port)
                    present = present.map { $0 == old ? new : $0 }
                    names.answer(Self.records(present))
                    instances.removeValue(forKey: old)?.close()
                    try await eventually("\(new) gets requests") { tally.seen.withLock { $0["\(new)"] ?? 0 } > 0 }
                }
                tally.isOver.store(true, ordering: .relaxed)
                try await group.waitForAll()
            }
            #expect(Set(tally.seen.withLock { $0.keys }).isSuperset(of: (12...21).map { "\($0)" }))
            try await gateway.eventually("tutti_service_instances{service=\"orders\",state=\"well\"}", is: 10)
        }
    }

    @Test func requestsFailWhereNothingWasFoundAndSucceedOnceItIs() async throws {
        let instance = try Self.instance(2)
        let names = try ScriptedNameServer(ScriptedNameServer.script([]))
        defer { names.close() }
        let discovery = ServiceDiscovery(servers: names.address) { _ in }
        try await RunningGateway.serving(
            gateway: Self.gateway("{ srv: _http._tcp.\(Self.name) }"), endpoints: Self.endpoints, discovery: discovery
        ) { gateway in
            for path in ["/order", "/direct"] {
                let response = try await HTTPConnection.get(port: gateway.port, path)
                #expect(response.status == 503)
                #expect(response.body.contains("no_instance"), "\(response.body)")
            }
            names.answer(
                Self.records([2]) + [
                    NameRecord(
                        "_http._tcp.\(Self.name)", seconds: 1,
                        .srv(priority: 0, weight: 0, port: instance.port, target: Self.name))
                ])
            try await eventually("it is found") {
                try await HTTPConnection.get(port: gateway.port, "/order").status == 200
            }
            #expect(try await HTTPConnection.get(port: gateway.port, "/direct").body == "2")
            let failed = "tutti_discovery_lookups_total{service=\"orders\",result=\"not_found\"}"
            #expect(try await gateway.sample(failed) ?? 0 > 0)
        }
    }

    /// Another timeout is another service; where it is looked for stays the same, and what was found there.
    @Test func aReloadKeepsWhatIsKnown() async throws {
        let (first, second) = (try Self.instance(2), try Self.instance(3))
        let gateway = { (timeout: String) in
            """
            listen: 127.0.0.1:0
            admin: 127.0.0.1:0
            services:
              orders: { discover: { file: instances.json }, timeout: \(timeout) }
            """
        }
        let folder = try TemporaryFolder([
            "gateway.yaml": gateway("1s"), "a.yaml": Self.endpoints,
            "instances.json": "[\"http://127.0.0.2:\(first.port)\"]",
        ])
        let program = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, admin) = try await program.ports()
        #expect(try await HTTPConnection.get(port: port, "/direct").body == "2")
        // A file that can't be read takes nothing away, also not with a reload.
        try folder.write("instances.json", "[\"http://")
        let line = try await program.message("the instances of orders can't be found")
        #expect(line["level"] as? String == "warning")
        try folder.write("gateway.yaml", gateway("2s"))
        #expect(try await HTTPConnection.reload(port: admin).status == 200)
        #expect(try await HTTPConnection.get(port: port, "/direct").body == "2")
        try folder.write("instances.json", "[\"http://127.0.0.3:\(second.port)\"]")
        try await eventually("it is read") { try await HTTPConnection.get(port: port, "/direct").body == "3" }
        _ = try await program.message("orders has 1 instance (1 before)")
        program.signal(SIGTERM)
        #expect(try await program.exitCode() == 0)
    }
}
