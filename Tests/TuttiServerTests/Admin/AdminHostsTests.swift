import Testing
import TuttiPlan

@testable import TuttiServer

/// Whoever asks the admin listener by a name asks by one of its own (DNS rebinding).
@Suite struct AdminHostsTests {
    @Test(arguments: [
        ("127.0.0.1", 200), ("127.0.0.1:9090", 200), ("10.1.2.3:9090", 200), ("[::1]:9090", 200), ("[fe80::1]", 200),
        ("localhost", 200), ("LOCALHOST:9090", 200), ("localhost.", 200), ("a.localhost", 200), ("", 200),
        ("tutti.internal:9090", 200), ("Tutti.Internal", 200), ("evil.example", 421), ("evil.example:9090", 421),
        ("127.0.0.1.evil.example", 421), ("localhost.evil.example", 421), ("notlocalhost", 421), ("1.2.3", 421),
        ("256.1.1.1", 421), ("tutti.internal.evil.example", 421),
    ])
    func aNameHasToBeItsOwn(host: String, status: Int) async throws {
        let plan = LoadedPlan.serving(["GET /hello"], settings: .testing(adminHosts: ["tutti.internal"]))
        try await withServer(plans: ScriptedPlans([plan])) { server in
            // Names hold from the moment on in which the files are read.
            await server.reload()
            for path in ["/healthz", "/readyz", "/metrics"] {
                let client = try RawClient(port: server.adminAddress?.port ?? 0)
                await client.send("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
                let response = try await client.response()
                #expect(response.status == status)
                if status == 421 { #expect(response.body.contains("admin-hosts")) }
            }
        }
    }

    @Test func theHostOfAnAbsoluteTargetCounts() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.adminAddress?.port ?? 0)
            await client.send("GET http://evil.example/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await client.response().status == 421)
        }
    }

    /// As many as would fill every place, silent or within a request, and more.
    @Test(arguments: [
        "", "GET /healthz HTTP/1.1\r\nHost: local",
        "POST /reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n",
    ])
    func silentConnectionsDoNotBlockIt(beginning: String) async throws {
        try await withServer(loops: 2) { server in
            var silent: [RawClient] = []
            for _ in 0..<300 {
                let client = try RawClient(port: server.adminAddress?.port ?? 0)
                await client.send(beginning)
                silent.append(client)
            }
            for path in ["/healthz", "/readyz", "/metrics", "/healthz", "/healthz"] {
                #expect(try await server.admin(path).status == 200)
            }
            #expect(silent.count == 300)
        }
    }
}
