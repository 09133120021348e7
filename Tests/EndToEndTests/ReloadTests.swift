import FixtureServices
import Foundation
import NIOHTTP1
import Testing

/// The binary reads its files anew: by signal, by request, by itself.
struct ReloadTests {
    private static func gateway(users: Int, orders: Int = 1, breaker: String = "") -> String {
        """
        listen: 127.0.0.1:0
        admin: 127.0.0.1:0
        services:
          users: { instances: [http://127.0.0.1:\(users)]\(breaker) }
          orders: { instances: [http://127.0.0.1:\(orders)]\(breaker) }
        """
    }

    private static func endpoint(_ path: String, service: String = "users", timeout: String = "10s") -> String {
        """
        endpoint: GET \(path)
        deadline: 20s
        calls:
          it: { service: \(service), get: "\(path)", timeout: \(timeout), required: true }
        """
    }

    @Test func sighupServesTheFilesAsTheyAre() async throws {
        let users = try await FixtureServer.start(name: "users") { FixtureResponse(json: "\"\($0.path)\"") }
        let folder = try TemporaryFolder([
            "gateway.yaml": Self.gateway(users: users.port), "a.yaml": Self.endpoint("/a"),
            "b.yaml": Self.endpoint("/b"),
        ])
        let gateway = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, _) = try await gateway.ports()
        #expect(try await HTTPConnection.get(port: port, "/c").status == 404)
        folder.remove("a.yaml")
        try folder.write("c.yaml", Self.endpoint("/c"))
        try folder.write("b.yaml", Self.endpoint("/b", timeout: "9s"))
        gateway.signal(SIGHUP)
        let line =
            "reloaded \(folder.url.path): 2 endpoints (1 new, 1 changed, 1 removed), 2 services (unchanged)"
        #expect(try await gateway.message("reloaded ")["message"] as? String == line)
        #expect(try await HTTPConnection.get(port: port, "/a").status == 404)
        #expect(try await HTTPConnection.get(port: port, "/c").body == #"{"it":"/c"}"#)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        await users.stop()
    }

    /// The SHA-256 are those of `a` and `b`; the file is neither gateway.yaml nor a composition, and lies elsewhere.
    @Test func keysAreReadAnew() async throws {
        let users = try await FixtureServer.start(name: "users") { FixtureResponse(json: "\"\($0.path)\"") }
        func keys(_ hash: String) -> String { "consumers: { acme: { keys: [{ sha256: \(hash) }] } }\n" }
        let elsewhere = try TemporaryFolder([
            "partners": keys("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb")
        ])
        let path = elsewhere.url.appendingPathComponent("partners").path
        let folder = try TemporaryFolder([
            "gateway.yaml": Self.gateway(users: users.port)
                + "\nauth: { own: { api-keys: { query: key, keys: \"\(path)\" } } }\ndefaults: { auth: own }\n",
            "a.yaml": Self.endpoint("/a"),
        ])
        let gateway = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, _) = try await gateway.ports()
        #expect(try await HTTPConnection.get(port: port, "/a?key=a").status == 200)
        #expect(try await HTTPConnection.get(port: port, "/a?key=b").status == 401)
        try elsewhere.write("partners", keys("3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"))
        gateway.signal(SIGHUP)
        _ = try await gateway.message("reloaded ")
        #expect(try await HTTPConnection.get(port: port, "/a?key=a").status == 401)
        #expect(try await HTTPConnection.get(port: port, "/a?key=b").status == 200)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        await users.stop()
    }

    @Test func aRequestInFlightEndsOnItsOldPlan() async throws {
        let users = try await FixtureServer.start(name: "users") { request in
            FixtureResponse(json: "1", fault: request.path == "/slow" ? .delay(.milliseconds(400)) : nil)
        }
        let folder = try TemporaryFolder([
            "gateway.yaml": Self.gateway(users: users.port), "slow.yaml": Self.endpoint("/slow"),
        ])
        let gateway = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, admin) = try await gateway.ports()
        async let slow = HTTPConnection.get(port: port, "/slow")
        #expect(await users.wait(atMost: .seconds(300)) { $0.requests == 1 })
        folder.remove("slow.yaml")
        try folder.write("new.yaml", Self.endpoint("/new"))
        #expect(try await HTTPConnection.reload(port: admin).status == 200)
        #expect(try await HTTPConnection.get(port: port, "/slow").status == 404)
        #expect(try await HTTPConnection.get(port: port, "/new").status == 200)
        #expect(try await slow.body == #"{"it":1}"#)
        let metrics = try await HTTPConnection.get(port: admin, "/metrics").body
        #expect(metrics.contains("tutti_requests_total{endpoint=\"GET /slow\",status=\"200\"} 1\n"))
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        await users.stop()
    }

    enum Damage: String, CaseIterable, Sendable {
        case mistake
        case noGateway
        case noFolder
        case unreadable
    }

    @Test(arguments: Damage.allCases)
    func aRefusedReloadSaysWhyAndKeepsServing(damage: Damage) async throws {
        let users = try await FixtureServer.start(name: "users") { _ in FixtureResponse(json: "1") }
        let folder = try TemporaryFolder([
            "gateway.yaml": Self.gateway(users: users.port), "a.yaml": Self.endpoint("/a"),
        ])
        let gateway = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, admin) = try await gateway.ports()
        let code: String
        switch damage {
        case .mistake:
            try folder.write("a.yaml", Self.endpoint("/a", service: "user"))
            code = "unknown-service"
        case .noGateway:
            folder.remove("gateway.yaml")
            code = "gateway-missing"
        case .noFolder:
            try FileManager.default.removeItem(at: folder.url)
            code = "folder-unreadable"
        case .unreadable:
            // A folder of the name of a file: nobody can read it as one, root neither.
            folder.remove("gateway.yaml")
            try FileManager.default.createSymbolicLink(
                at: folder.url.appendingPathComponent("gateway.yaml"), withDestinationURL: folder.url)
            code = "file-unreadable"
        }
        let response = try await HTTPConnection.reload(port: admin)
        #expect(response.status == 422)
        let json = try JSONSerialization.jsonObject(with: Data(response.body.utf8)) as? [String: Any]
        #expect(json?["status"] as? String == "refused")
        let diagnostics = json?["diagnostics"] as? [[String: Any]]
        #expect(diagnostics?.first?["code"] as? String == code, "\(response.body)")
        #expect((diagnostics?.first?["file"] as? String)?.hasPrefix(folder.url.path) == true)
        #expect(try await HTTPConnection.get(port: port, "/a").body == #"{"it":1}"#)
        #expect(
            try await gateway.message("reload refused")["message"] as? String
                == "reload refused, what ran before still runs")
        #expect(gateway.messages.contains { $0["code"] as? String == code && $0["level"] as? String == "error" })
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        await users.stop()
    }

    @Test func anOpenBreakerStaysOpenUnlessItsServiceChanges() async throws {
        let users = try await FixtureServer.start(name: "users") { _ in FixtureResponse(status: 500, json: "1") }
        let orders = try await FixtureServer.start(name: "orders") { _ in FixtureResponse(status: 500, json: "1") }
        let breaker = ", breaker: { minimum-calls: 2, open-for: 10m, clients: 1 }"
        let folder = try TemporaryFolder([
            "gateway.yaml": Self.gateway(users: users.port, orders: orders.port, breaker: breaker),
            "a.yaml": Self.endpoint("/users") + "\n---\n" + Self.endpoint("/orders", service: "orders"),
        ])
        let gateway = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, admin) = try await gateway.ports()
        for path in ["/users", "/users", "/orders", "/orders"] {
            #expect(try await HTTPConnection.get(port: port, path).status == 502)
        }
        for path in ["/users", "/orders"] { #expect(try await HTTPConnection.get(port: port, path).status == 503) }

        let changed = Self.gateway(users: users.port, orders: orders.port, breaker: breaker)
            .replacing("orders: {", with: "orders: { timeout: 7s,")
        try folder.write("gateway.yaml", changed)
        #expect(
            try await HTTPConnection.reload(port: admin).body.contains(#""services":{"total":2,"new":0,"changed":1,"#))
        #expect(try await HTTPConnection.get(port: port, "/users").status == 503)
        #expect(try await HTTPConnection.get(port: port, "/orders").status == 502)
        #expect(users.requestCount == 2)
        #expect(orders.requestCount == 3)
        let metrics = try await HTTPConnection.get(port: admin, "/metrics").body
        for sample in [
            "tutti_breaker_state{service=\"users\",state=\"open\"} 1\n",
            "tutti_breaker_state{service=\"orders\",state=\"closed\"} 1\n",
            "tutti_breaker_openings_total{service=\"orders\"} 1\n",
        ] { #expect(metrics.contains(sample), "\(sample)") }
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        await users.stop()
        await orders.stop()
    }

    @Test func connectionsToServicesOutliveAReload() async throws {
        let users = try await FixtureServer.start(name: "users") { _ in FixtureResponse(json: "1") }
        let folder = try TemporaryFolder([
            "gateway.yaml": Self.gateway(users: users.port), "a.yaml": Self.endpoint("/a"),
        ])
        let gateway = try RunningProgram("tutti", "serve", folder.url.path, "--workers", "1")
        let (port, admin) = try await gateway.ports()
        #expect(try await HTTPConnection.get(port: port, "/a").status == 200)
        #expect(try await HTTPConnection.reload(port: admin).status == 200)
        #expect(try await HTTPConnection.get(port: port, "/a").status == 200)
        #expect(users.connectionCount == 1)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        await users.stop()
    }

    @Test func whatTakesARestartIsSaid() async throws {
        let folder = try TemporaryFolder(["gateway.yaml": Self.gateway(users: 1), "a.yaml": Self.endpoint("/a")])
        // What the command line says holds over the file, before and after.
        let gateway = try RunningProgram("tutti", "serve", folder.url.path, "--admin", "127.0.0.1:0")
        let (_, admin) = try await gateway.ports()
        let changed = Self.gateway(users: 1).replacing("listen: 127.0.0.1:0", with: "listen: 127.0.0.1:9")
            .replacing("admin: 127.0.0.1:0", with: "admin: 127.0.0.1:10")
        try folder.write("gateway.yaml", changed)
        let sentence = "`listen` is now 127.0.0.1:9: that takes a restart, until then it is 127.0.0.1:0"
        #expect(try await HTTPConnection.reload(port: admin).body.contains(#""takes-restart":["\#(sentence)"]"#))
        #expect(try await gateway.message(sentence)["level"] as? String == "warning")
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
    }

    @Test func watchTakesUpChangesByItself() async throws {
        let users = try await FixtureServer.start(name: "users") { FixtureResponse(json: "\"\($0.path)\"") }
        let folder = try TemporaryFolder([
            "gateway.yaml": Self.gateway(users: users.port), "a.yaml": Self.endpoint("/a"),
        ])
        let gateway = try RunningProgram("tutti", "serve", folder.url.path, "--watch")
        let (port, _) = try await gateway.ports()

        try folder.write("b.yaml", Self.endpoint("/b"))
        try await gateway.errors { $0.contains("2 endpoints (1 new)") ? () : nil }
        #expect(try await HTTPConnection.get(port: port, "/b").body == #"{"it":"/b"}"#)

        try folder.write("b.yaml", Self.endpoint("/b", service: "nobody"))
        try await gateway.errors { $0.contains("what ran before still runs") ? () : nil }
        #expect(try await HTTPConnection.get(port: port, "/b").status == 200)

        folder.remove("b.yaml")
        try await gateway.errors { $0.contains("1 endpoint (1 removed)") ? () : nil }
        #expect(try await HTTPConnection.get(port: port, "/b").status == 404)
        #expect(
            gateway.errors.matches(of: /"message":"reload/).count == 3, "each change is told once: \(gateway.errors)")

        // It is gone for a moment.
        let away = folder.url.appendingPathExtension("away")
        try FileManager.default.moveItem(at: folder.url, to: away)
        #expect(try await HTTPConnection.get(port: port, "/a").status == 200)
        try FileManager.default.moveItem(at: away, to: folder.url)
        try folder.write("c.yaml", Self.endpoint("/c"))
        try await gateway.errors { $0.matches(of: /2 endpoints \(1 new\)/).count == 2 ? () : nil }
        #expect(try await HTTPConnection.get(port: port, "/c").status == 200)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        await users.stop()
    }
}
