import FixtureServices
import Foundation
import NIOHTTP1
import Synchronization
import Testing
import TuttiEngine

/// Clients that repeat requests with an `Idempotency-Key`, on the wire.
@Suite struct RepeatedRequestsTests {
    private static let posting = "a: { service: s, post: /a, body: body, required: true }"

    private static func serving(
        _ keys: String = "true", calls: String = posting, more: String = "",
        service settings: String = ", breaker: { minimum-calls: 1000000 }",
        workers: Int = 1,
        _ service: @escaping FixtureServer.Handler = { request in
            FixtureResponse(status: 201, json: "{\"n\":\(request.text.isEmpty ? "0" : request.text)}")
        },
        _ body: (_ gateway: RunningGateway, _ service: FixtureServer) async throws -> Void
    ) async throws {
        let server = try await FixtureServer.start(handler: service)
        let endpoint = "endpoint: POST /x\nidempotency: \(keys)\n\(more)calls:\n  \(calls)\n"
        try await RunningGateway.serving(
            gateway: "services: { s: { instances: [\(server.url)]\(settings) } }\n", endpoints: endpoint,
            workers: workers
        ) { try await body($0, server) }
        await server.stop()
    }

    private static func post(
        _ port: Int, _ key: String?, _ body: String = "1", path: String = "/x",
        headers: [(String, String)] = []
    ) async throws -> ReceivedResponse {
        let all =
            [("content-type", "application/json")] + (key.map { [("Idempotency-Key", $0)] } ?? []) + headers
        return try await HTTPConnection.open(port: port) {
            try await $0.request(.POST, path, body: body, headers: all)
        }
    }

    private static func isReplayed(_ response: ReceivedResponse) -> Bool {
        response.headers["idempotent-replayed"] == ["true"]
    }

    @Test func aRepeatedRequestGetsTheFirstResponseAndMakesNoCall() async throws {
        let more = "status: 201\nresponse-headers: { location: \"/x/{a.n}\", set-cookie: a=1 }\n"
        try await Self.serving(more: more) { gateway, service in
            let first = try await Self.post(gateway.port, "k")
            let again = try await Self.post(gateway.port, "\"k\"")
            #expect(first.status == 201 && again.status == 201)
            #expect(first.body == again.body && first.body == #"{"a":{"n":1}}"#)
            #expect(first.headers["idempotent-replayed"].isEmpty)
            #expect(Self.isReplayed(again))
            for name in ["composition-status", "location", "set-cookie", "content-type", "content-length"] {
                #expect(again.headers[name] == first.headers[name] && !first.headers[name].isEmpty, "\(name)")
            }
            #expect(service.requestCount == 1)
            #expect(try await Self.post(gateway.port, "l").headers["idempotent-replayed"].isEmpty)
            #expect(service.requestCount == 2)
        }
    }

    @Test func anotherRequestWithTheSameKeyGets422() async throws {
        try await Self.serving { gateway, service in
            _ = try await Self.post(gateway.port, "k")
            #expect(try await Self.post(gateway.port, "k", "2").status == 422)
            #expect(try await Self.post(gateway.port, "k", path: "/x?a=1").status == 422)
            #expect(try await Self.post(gateway.port, "k", "1 ").status == 422)
            #expect(service.requestCount == 1)
            // The first one's response is there all the same.
            #expect(Self.isReplayed(try await Self.post(gateway.port, "k")))
        }
    }

    @Test func headersCountThatTheEndpointPassesOnAndNoOthers() async throws {
        let forwards = ", forward-headers: [authorization, x-tenant]"
        try await Self.serving(service: forwards) { gateway, service in
            let (port, own) = (gateway.port, [("authorization", "Bearer a"), ("x-tenant", "t"), ("x-other", "1")])
            let first = try await Self.post(port, "k", headers: own)
            #expect(first.status == 200)
            for other in [
                [("authorization", "Bearer b"), ("x-tenant", "t")], [("authorization", "Bearer a"), ("x-tenant", "u")],
                [("x-tenant", "t")], [("authorization", "Bearer a"), ("x-tenant", "t"), ("x-tenant", "t")],
            ] {
                let response = try await Self.post(port, "k", headers: other)
                #expect(response.status == 422)
            }
            let same = [("x-tenant", "t"), ("authorization", "Bearer a"), ("x-other", "2"), ("cookie", "a=b")]
            let again = try await Self.post(port, "k", headers: same)
            #expect(Self.isReplayed(again))
            #expect(service.requestCount == 1)
        }
    }

    @Test func withoutAKeyOrWithAnUnusableOneItGets400() async throws {
        try await Self.serving { gateway, service in
            let missing = try await Self.post(gateway.port, nil)
            #expect(missing.status == 400 && missing.body.contains("Idempotency-Key is missing"))
            for key in ["", "\"", "\"\"", String(repeating: "k", count: 256)] {
                #expect(try await Self.post(gateway.port, key).status == 400)
            }
            #expect(try await Self.post(gateway.port, "k", headers: [("idempotency-key", "k")]).status == 400)
            #expect(service.requestCount == 0)
            #expect(try await Self.post(gateway.port, String(repeating: "k", count: 255)).status == 200)
        }
        try await Self.serving("{ required: false }") { gateway, service in
            let responses = [try await Self.post(gateway.port, nil), try await Self.post(gateway.port, nil)]
            #expect(responses.map(\.status) == [200, 200])
            #expect(service.requestCount == 2)
        }
    }

    @Test func oneThatIsStillBeingServedGets409() async throws {
        try await Self.serving(workers: 2) { gateway, service in
            service.fault = .delay(.milliseconds(300))
            let port = gateway.port
            async let first = Self.post(port, "k")
            _ = await service.wait { $0.requests == 1 }
            let other = try await Self.post(port, "k")
            #expect(other.status == 409 && other.headers["retry-after"] == ["1"])
            #expect(try await Self.post(port, "k", "2").status == 422)
            #expect(try await first.status == 200)
            #expect(Self.isReplayed(try await Self.post(port, "k")))
            #expect(service.requestCount == 1)
        }
    }

    /// On two workers, over connections of their own: one of them is served.
    @Test func ofManyAtOnceOneIsServed() async throws {
        try await Self.serving(workers: 2) { gateway, service in
            service.fault = .delay(.milliseconds(100))
            let port = gateway.port
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<40 { group.addTask { try await Self.post(port, "k").status } }
                return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(service.requestCount == 1)
            #expect(statuses.keys.allSatisfy { $0 == 200 || $0 == 409 } && (statuses[200] ?? 0) >= 1)
        }
    }

    @Test func a5xxMayBeTriedAgainAndA4xxIsTheAnswer() async throws {
        let calls = "a: { service: s, post: /a, body: body, required: true, idempotency: client }"
        try await Self.serving(calls: calls) { gateway, service in
            for status in [500, 503, 429, 408, 401] {
                service.fault = .status(status).times(1)
                #expect(try await Self.post(gateway.port, "k\(status)").status >= 400)
                let again = try await Self.post(gateway.port, "k\(status)")
                #expect(again.status == 200 && !Self.isReplayed(again), "\(status)")
            }
            for status in [409, 404, 422] {
                service.fault = .status(status).times(1)
                #expect(try await Self.post(gateway.port, "k\(status)").status == status)
                let again = try await Self.post(gateway.port, "k\(status)")
                #expect(again.status == status && Self.isReplayed(again))
            }
        }
    }

    /// A `post` without key and undo of which nobody knows what became of it.
    @Test(arguments: [
        ("a: { service: s, post: /a, required: true }", true),
        ("a: { service: s, patch: /a, required: true }", true),
        ("a: { service: s, post: /a, required: true, idempotency: request }", true),
        ("a: { service: s, each: \"`[1, 2]`\", post: \"/a/{each}\", required: true }", true),
        ("a: { service: s, put: /a, required: true }", false),
        ("a: { service: s, post: /a, required: true, idempotency: client }", false),
        ("a: { service: s, post: /a, required: true, safe: true }", false),
        ("a: { service: s, post: /a, required: true, undo: { delete: /a } }", false),
        ("a: { service: s, put: /a, required: true, undo: { delete: \"/a/{a.id}\" } }", true),
    ])
    func whatMayHaveBeenDoneIsNotDoneTwice(calls: String, isKept: Bool) async throws {
        // Beside it, so that the first one always may be told from the others.
        let calls = calls + "\n  b: { service: s, put: /b, required: true, after: a }"
        try await Self.serving(calls: calls) { gateway, service in
            service.fault = .closeAfterRequest.path("/a").times(calls.contains("each") ? 2 : 1)
            let first = try await Self.post(gateway.port, "k")
            #expect(first.status == 502)
            let again = try await Self.post(gateway.port, "k")
            #expect(Self.isReplayed(again) == isKept)
            if isKept { #expect(again.status == 502 && again.body == first.body) } else { #expect(again.status == 200) }
        }
    }

    @Test func whatWasNeverSentIsServedAgain() async throws {
        let calls = "a: { service: s, post: /a, required: true, when: body.go, needs: body.may }"
        try await Self.serving(calls: calls) { gateway, service in
            // 403, for which nothing was done, and 400 for a body that is no JSON.
            let body = #"{"go":true,"may":false}"#
            let responses = [
                try await Self.post(gateway.port, "k", "{"), try await Self.post(gateway.port, "k", body),
            ]
            #expect(responses.map(\.status) == [400, 403])
            #expect(service.requestCount == 0)
        }
        let late = "a: { service: s, post: /a, required: true, timeout: 1s }"
        let server = try await FixtureServer.start { _ in FixtureResponse(json: "1") }
        await server.stop()
        try await RunningGateway.serving(
            gateway: "services: { s: { instances: [\(server.url)] } }\n",
            endpoints: "endpoint: POST /x\nidempotency: true\ncalls:\n  \(late)\n"
        ) { gateway in
            for _ in 0..<2 {
                let response = try await Self.post(gateway.port, "k")
                #expect(response.status == 502 && !Self.isReplayed(response))
            }
        }
    }

    @Test func aResponseThatIsTooLargeIsNotServedAgain() async throws {
        let large = "\"" + String(repeating: "a", count: 2 << 20) + "\""
        try await Self.serving(service: ", max-response: 4MiB", { _ in FixtureResponse(json: large) }) {
            gateway, service in
            #expect(try await Self.post(gateway.port, "k").status == 200)
            let again = try await Self.post(gateway.port, "k")
            #expect(again.status == 409 && again.body.contains("served already") && Self.isReplayed(again))
            #expect(service.requestCount == 1)
        }
    }

    /// It will ask again, and gets what its request came to.
    @Test func aClientThatLeavesHasItsRequestServedToItsEnd() async throws {
        let calls = """
            a: { service: s, post: /a, required: true, undo: { delete: /a } }
              b: { service: s, put: /b, after: a }
            """
        let deleted = Atomic(0)
        try await Self.serving(
            calls: calls,
            { request in
                if request.method == "DELETE" { deleted.add(1, ordering: .relaxed) }
                return FixtureResponse(status: 201, json: "{}")
            }
        ) { gateway, service in
            service.fault = .delay(.milliseconds(150))
            try await HTTPConnection.open(port: gateway.port) { connection in
                try await connection.sendOnly(
                    .POST, "/x", body: "1", headers: [("content-type", "application/json"), ("idempotency-key", "k")])
                _ = await service.wait { $0.requests == 1 }
            }
            var response = try await Self.post(gateway.port, "k")
            while response.status == 409 {
                try await Task.sleep(for: .milliseconds(10))
                response = try await Self.post(gateway.port, "k")
            }
            #expect(response.status == 200 && Self.isReplayed(response))
            #expect(service.requestCount == 2)
            #expect(deleted.load(ordering: .relaxed) == 0)
        }
    }

    private static func folder(
        _ service: FixtureServer, calls: String = posting, settings: String = ""
    ) throws -> TemporaryFolder {
        try TemporaryFolder([
            "gateway.yaml": "listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\n"
                + "services: { s: { instances: [\(service.url)] } }\n\(settings)",
            "x.yaml": "endpoint: POST /x\ndeadline: 20s\nidempotency: true\ncalls:\n  \(calls)\n",
        ])
    }

    @Test func theResponseOutlivesAReload() async throws {
        let service = try await FixtureServer.start { _ in FixtureResponse(json: "1") }
        let folder = try Self.folder(service)
        let gateway = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, _) = try await gateway.ports()
        #expect(try await Self.post(port, "secret-key").status == 200)
        try folder.write("y.yaml", "endpoint: GET /y\ncalls: { a: { service: s, get: /a } }\n")
        gateway.signal(SIGHUP)
        _ = try await gateway.message("reloaded ")
        #expect(Self.isReplayed(try await Self.post(port, "secret-key")))
        #expect(service.requestCount == 1)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        let lines = gateway.output.split(separator: "\n")
        // Each worker writes its own.
        #expect(lines.count == 2 && lines.count { $0.contains(#""idempotency":"replayed""#) } == 1)
        #expect(!gateway.output.contains("secret-key"))
        await service.stop()
    }

    /// The SHA-256 are those of `a`, `b` and `c`.
    @Test func twoClientsWithOneKeyDoNotMeetAndOneWhoseKeyIsRevokedGetsNothing() async throws {
        let service = try await FixtureServer.start { _ in FixtureResponse(json: "1") }
        func consumers(_ hash: String) -> String {
            "consumers:\n  a: { keys: [{ sha256: \(hash) }] }\n"
                + "  b: { keys: [{ sha256: 3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d }] }\n"
        }
        let elsewhere = try TemporaryFolder([
            "keys": consumers("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb")
        ])
        let path = elsewhere.url.appendingPathComponent("keys").path
        let folder = try Self.folder(
            service,
            settings: "auth: { own: { api-keys: { header: x-key, keys: \"\(path)\" } } }\ndefaults: { auth: own }\n")
        let gateway = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, _) = try await gateway.ports()
        func ask(_ client: String) async throws -> ReceivedResponse {
            try await Self.post(port, "k", headers: [("x-key", client)])
        }
        for client in ["a", "b"] {
            let first = try await ask(client)
            #expect(first.status == 200 && !Self.isReplayed(first))
            #expect(Self.isReplayed(try await ask(client)))
        }
        #expect(service.requestCount == 2)
        #expect(try await Self.post(port, "k").status == 401)
        try elsewhere.write("keys", consumers("2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6"))
        gateway.signal(SIGHUP)
        _ = try await gateway.message("reloaded ")
        let revoked = try await ask("a")
        #expect(revoked.status == 401 && !Self.isReplayed(revoked))
        // Another key of the same client is the same client.
        #expect(Self.isReplayed(try await ask("c")))
        #expect(service.requestCount == 2)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        await service.stop()
    }

    /// A client has left, and the process is told to end while its request is being served.
    @Test func aDrainWaitsForARequestWhoseClientHasLeft() async throws {
        let written = Atomic(0)
        let service = try await FixtureServer.start { request in
            written.add(1, ordering: .relaxed)
            return FixtureResponse(json: "1")
        }
        // Both together take longer than the second that the process waits in any case.
        service.fault = .delay(.milliseconds(900))
        let calls = "a: { service: s, post: /a, timeout: 10s }\n  b: { service: s, post: /b, after: a, timeout: 10s }"
        let folder = try Self.folder(service, calls: calls)
        let gateway = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, _) = try await gateway.ports()
        try await HTTPConnection.open(port: port) { connection in
            try await connection.sendOnly(
                .POST, "/x", body: "1", headers: [("content-type", "application/json"), ("idempotency-key", "k")])
            _ = await service.wait { $0.requests == 1 }
        }
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        #expect(written.load(ordering: .relaxed) == 2)
        await service.stop()
    }

    @Test func metricsSayWhatBecameOfKeys() async throws {
        try await Self.serving { gateway, _ in
            for body in ["1", "1", "1", "2"] { _ = try await Self.post(gateway.port, "k", body) }
            let metrics = try await HTTPConnection.get(port: gateway.adminPort, "/metrics").body
            for line in [
                #"tutti_idempotency_keys_total{result="first"} 1"#,
                #"tutti_idempotency_keys_total{result="replayed"} 2"#,
                #"tutti_idempotency_keys_total{result="mismatch"} 1"#, "tutti_idempotency_responses 1",
                "tutti_idempotency_requests_running 0",
                #"tutti_idempotency_responses_evicted_total{left="status"} 0"#,
            ] { #expect(metrics.contains(line), "\(line)") }
        }
    }
}
