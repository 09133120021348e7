import FixtureServices
import NIOHTTP1
import Testing
import TuttiJSON

/// The instances of a service, as people see them and take them out of use.
struct InstancesTests {
    private static let endpoint = """
        endpoint: GET /who
        calls: { user: { service: users, get: /who, required: true } }
        response: { user: user }
        ---
        route: /raw/who
        to: users
        rewrite: /who
        """

    /// A gateway with two instances, each of which says its number.
    private static func serving(
        _ body: (RunningGateway, _ names: [String]) async throws -> Void
    ) async throws {
        var instances: [FixtureServer] = []
        for number in 0..<2 {
            instances.append(try await FixtureServer.start(name: "users") { _ in FixtureResponse(json: "\(number)") })
        }
        let names = instances.map { "127.0.0.1:\($0.port)" }
        try await RunningGateway.serving(
            gateway:
                "services: { users: { instances: [http://\(names[0]), http://\(names[1])], balance: round-robin } }",
            endpoints: endpoint
        ) { try await body($0, names) }
        for instance in instances { await instance.stop() }
    }

    /// Who answers eight requests, half of them by the route.
    private static func answering(_ gateway: RunningGateway) async throws -> Set<String> {
        var found: Set<String> = []
        for _ in 0..<4 {
            found.insert(try await HTTPConnection.get(port: gateway.port, "/who").body)
            found.insert("{\"user\":\(try await HTTPConnection.get(port: gateway.port, "/raw/who").body)}")
        }
        return found
    }

    private static func post(
        _ gateway: RunningGateway, _ path: String, _ method: HTTPMethod = .POST
    ) async throws -> ReceivedResponse {
        try await HTTPConnection.open(port: gateway.adminPort) { try await $0.request(method, path) }
    }

    @Test func oneThatDrainsGetsNoRequests() async throws {
        try await Self.serving { gateway, names in
            #expect(try await Self.answering(gateway) == [#"{"user":0}"#, #"{"user":1}"#])
            let drained = try await Self.post(gateway, "/services/users/instances/\(names[0])/drain")
            #expect(drained.status == 200)
            #expect(drained.body == #"{"status":"draining"}"#)
            #expect(try await Self.answering(gateway) == [#"{"user":1}"#])
            #expect(try await gateway.sample(#"tutti_service_instances{service="users",state="draining"}"#) == 1)
            #expect(try await gateway.sample(#"tutti_service_instances{service="users",state="well"}"#) == 1)

            let back = try await Self.post(gateway, "/services/users/instances/\(names[0])/drain", .DELETE)
            #expect(back.body == #"{"status":"in use"}"#)
            #expect(try await Self.answering(gateway) == [#"{"user":0}"#, #"{"user":1}"#])
        }
    }

    @Test func withoutAnInstanceInUseCallsAndRoutesAre503() async throws {
        try await Self.serving { gateway, names in
            for name in names { _ = try await Self.post(gateway, "/services/users/instances/\(name)/drain") }
            for path in ["/who", "/raw/who"] {
                let response = try await HTTPConnection.get(port: gateway.port, path)
                #expect(response.status == 503)
                #expect(response.body.contains("no_instance"))
                #expect(response.headers.first(name: "retry-after") == "1")
            }
            #expect(try await gateway.sample(#"tutti_breaker_state{service="users",state="closed"}"#) == 1)
            #expect(try await gateway.sample(#"tutti_limiter_running{service="users"}"#) == 0)
        }
    }

    @Test func theListSaysWhatEachInstanceDoes() async throws {
        try await Self.serving { gateway, names in
            for _ in 0..<4 { _ = try await HTTPConnection.get(port: gateway.port, "/who") }
            _ = try await Self.post(gateway, "/services/users/instances/\(names[1])/drain")
            let body = try await HTTPConnection.get(port: gateway.adminPort, "/services").body
            let service = try JSONDocument(parsing: Array(body.utf8)).root.member("services").map {
                Array($0.elements)[0]
            }
            #expect(service?.member("name")?.string == "users")
            #expect(service?.member("breaker")?.string == "closed")
            #expect(service?.member("in-use")?.number?.text == "1")
            let instances = service?.member("instances").map { Array($0.elements) } ?? []
            #expect(instances.map { $0.member("address")?.string } == names)
            #expect(instances.map { $0.member("state")?.string } == ["well", "draining"])
            #expect(instances.map { $0.member("requests")?.number?.text } == ["2", "2"])
            #expect(instances.allSatisfy { $0.member("latency-ms")?.number != nil })
            for instance in instances {
                let (name, open) = (
                    instance.member("address")?.string ?? "", instance.member("connections")?.number?.text
                )
                #expect(try #require(open.flatMap { Int($0) }) > 0)
                let sample = #"tutti_instance_connections{service="users",instance="\#(name)"}"#
                #expect(try await gateway.sample(sample) == open.flatMap { Double($0) })
            }

            let program = try RunningProgram("tutti", "services", "--admin", "127.0.0.1:\(gateway.adminPort)")
            #expect(try await program.exitCode() == 0)
            let lines = program.output.split(separator: "\n").map {
                $0.split(separator: " ").prefix(5).joined(separator: " ")
            }
            try #require(lines.count == 4)
            #expect(lines[0] == "SERVICE INSTANCE STATE IN FLIGHT")
            #expect(lines[1].hasPrefix("users 1 of 2 in"))
            #expect(lines[2].hasPrefix("\(names[0]) well 0"))
            #expect(lines[3].hasPrefix("\(names[1]) draining 0"))
        }
    }

    private static let mistakes: [(method: HTTPMethod, path: String, status: Int, words: String)] = [
        (.GET, "/services/users/instances/127.0.0.1:1/drain", 405, "after a POST"),
        (
            .POST, "/services/users/instances/127.0.0.1:1/drain", 404,
            "users has no instance at 127.0.0.1:1; there are: 127.0.0.1:"
        ),
        (.POST, "/services/nobody/instances/127.0.0.1:1/drain", 404, "There is no service called nobody."),
        (.POST, "/services/users/instances/%/drain", 405, "serves GET"),
        (.POST, "/services", 405, "serves GET"),
        (.GET, "/services/users", 404, "/services"),
    ]

    @Test func mistakesAreNamed() async throws {
        try await Self.serving { gateway, _ in
            for mistake in Self.mistakes {
                let response = try await HTTPConnection.open(port: gateway.adminPort) {
                    try await $0.request(mistake.method, mistake.path)
                }
                #expect(response.status == mistake.status, "\(mistake.path)")
                #expect(response.body.contains(mistake.words), "\(mistake.path): \(response.body)")
            }
        }
    }

    @Test func withoutAGatewayTheCommandSaysSo() async throws {
        let program = try RunningProgram("tutti", "services", "--admin", "127.0.0.1:1")
        #expect(try await program.exitCode() == 2)
        #expect(program.errors.hasPrefix("tutti: no answer from the admin listener at 127.0.0.1:1: "))
    }
}
