import FixtureServices
import Foundation
import NIOHTTP1
import Testing

/// The executables, as a user meets them: messages, exit codes, signals.
struct CommandLineTests {
    private static let endpoint = """
        endpoint: GET /profile/{id}
        calls:
          user: { service: users, get: "/users/{path.id}", required: true }
          orders: { service: orders, get: /orders, query: { user: path.id }, otherwise: [] }
        """

    private static func folder(users: Int, orders: Int) throws -> TemporaryFolder {
        try TemporaryFolder([
            "gateway.yaml": """
            listen: 127.0.0.1:0
            admin: 127.0.0.1:0
            services:
              users: { instances: [http://127.0.0.1:\(users)] }
              orders: { instances: [http://127.0.0.1:\(orders)] }
            """,
            "profile.yaml": endpoint,
        ])
    }

    @Test func theExamplesHaveNoProblems() async throws {
        let check = try RunningProgram("tutti", "check", "compositions")
        #expect(try await check.exitCode() == 0)
        #expect(check.output.hasSuffix("no problems\n"))
        #expect(check.errors == "")
    }

    /// Checking files needs neither; serving says what is wrong with them.
    @Test(arguments: [("libcurl", "libcurl.so.4"), ("brotli", "libbrotlienc.so.1")])
    func librariesAreLoadedOnlyWhereCallsAreMade(library: String, file: String) async throws {
        let folder = try Self.folder(users: 1, orders: 1)
        let libraries = try TemporaryFolder([file: "no library\n"])
        let environment = "LD_LIBRARY_PATH='\(libraries.url.path)'"
        let check = try RunningProgram("tutti", shell: "\(environment) exec \"$0\" check '\(folder.url.path)'")
        #expect(try await check.exitCode() == 0)
        let serve = try RunningProgram("tutti", shell: "\(environment) exec \"$0\" serve '\(folder.url.path)'")
        #expect(try await serve.exitCode() == 2)
        #expect(serve.errors.contains("\(library) can't be loaded: "), "\(serve.errors)")
        #expect(serve.errors.contains(file), "\(serve.errors)")
    }

    @Test func everyMistakeOfAFolderIsNamedWithItsPlaceAndWhatToDo() async throws {
        let folder = try TemporaryFolder([
            "gateway.yaml": "lisen: 127.0.0.1:0\nservices:\n  users: { instances: [h2c://127.0.0.1:1] }\n",
            "bad.yaml": """
            endpoint: GET /x/{id}
            deadline: soon
            calls:
              user: { service: user, get: "/u/{path.idd}" }
            """,
        ])
        let check = try RunningProgram("tutti", "check", folder.url.path)
        #expect(try await check.exitCode() == 1)
        for place in ["gateway.yaml:1:1", "gateway.yaml:3:", "bad.yaml:2:11", "bad.yaml:4:20", "bad.yaml:4:"] {
            #expect(check.output.contains("/\(place)"), "\(place) in \(check.output)")
        }
        #expect(check.output.contains("did you mean `listen`?"))
        #expect(check.output.contains("^~~~"))
    }

    @Test func diagnosticsAsJSONAreOneArray() async throws {
        let folder = try TemporaryFolder(["gateway.yaml": "services: {}\nx: 1\n"])
        let check = try RunningProgram("tutti", "check", "--json", folder.url.path)
        #expect(try await check.exitCode() == 1)
        let array = try JSONSerialization.jsonObject(with: Data(check.output.utf8)) as? [[String: Any]]
        #expect(array?.first?["severity"] as? String == "error")
        #expect(array?.first?["file"] as? String == folder.url.path + "/gateway.yaml")
    }

    @Test func theSchemaOfAKindOfFileIsPrinted() async throws {
        for kind in ["gateway", "endpoint"] {
            let schema = try RunningProgram("tutti", "schema", kind)
            #expect(try await schema.exitCode() == 0)
            let object = try JSONSerialization.jsonObject(with: Data(schema.output.utf8)) as? [String: Any]
            #expect(object?["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
        }
    }

    @Test func bothSchemasAreWrittenIntoAFolder() async throws {
        let folder = try TemporaryFolder(["gateway.yaml": "services: {}\n"])
        let place = folder.url.path + "/.tutti"
        let schema = try RunningProgram("tutti", "schema", "--into", place)
        #expect(try await schema.exitCode() == 0)
        #expect(schema.output == "\(place)/gateway.schema.json\n\(place)/endpoint.schema.json\n")
        for name in ["gateway", "endpoint"] {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(place)/\(name).schema.json"))
            #expect(try JSONSerialization.jsonObject(with: data) is [String: Any])
        }
        let nowhere = try RunningProgram("tutti", "schema", "--into", folder.url.path + "/gateway.yaml")
        #expect(try await nowhere.exitCode() == 1)
        #expect(nowhere.errors.hasPrefix("tutti: can't write into "))
    }

    @Test func aFolderWithErrorsIsNotServed() async throws {
        let folder = try TemporaryFolder(["gateway.yaml": "services: 1\n"])
        let serve = try RunningProgram("tutti", "serve", folder.url.path)
        #expect(try await serve.exitCode() == 1)
        let message = try #require(serve.messages.first)
        #expect(message["level"] as? String == "error")
        #expect(message["file"] as? String == folder.url.path + "/gateway.yaml")
        #expect([message["line"] as? Int, message["column"] as? Int] == [1, 11])
        #expect(message["code"] as? String == "wrong-type")

        let atATerminal = try RunningProgram("tutti", "serve", folder.url.path, "--log-format", "text")
        #expect(try await atATerminal.exitCode() == 1)
        #expect(atATerminal.errors.contains("gateway.yaml:1:11: error:"))
    }

    @Test(arguments: [["--workers", "0"], ["--listen", "nowhere"], ["--unknown"]])
    func aWrongCommandLineEndsWithUsage(arguments: [String]) async throws {
        let serve = try RunningProgram("tutti", "serve", arguments.first ?? "", arguments.last ?? "")
        #expect(try await serve.exitCode() == 64)
        #expect(serve.errors.contains("Usage: tutti serve"))
    }

    @Test func aTakenPortIsNamed() async throws {
        let taken = try await FixtureServer.start(name: "taken") { _ in FixtureResponse(json: "1") }
        let folder = try Self.folder(users: 1, orders: 1)
        let serve = try RunningProgram("tutti", "serve", folder.url.path, "--listen", "127.0.0.1:\(taken.port)")
        #expect(try await serve.exitCode() == 2)
        #expect(
            serve.messages.map { $0["message"] as? String } == [
                "can't listen on 127.0.0.1:\(taken.port): another process listens there; end it, or choose another port"
            ])
        await taken.stop()
    }

    @Test func aServiceThatIsStoppedDegradesTheResponseAndHealsIt() async throws {
        let users = try await FixtureServer.start(name: "users") { _ in FixtureResponse(json: #"{"id":7}"#) }
        let orders = try RunningProgram("fixture-services", "--only", "orders", "--orders-port", "0")
        try await orders.output(lines: 1)
        let ordersPort = try #require(orders.output.firstMatch(of: /http:\/\/127\.0\.0\.1:(\d+)/).flatMap { Int($0.1) })
        let folder = try Self.folder(users: users.port, orders: ordersPort)
        let gateway = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, _) = try await gateway.ports()

        let whole = try await HTTPConnection.get(port: port, "/profile/7")
        #expect(whole.outcomes == ["user;outcome=ok", "orders;outcome=ok"])
        orders.signal(SIGTERM)
        #expect(try await orders.exitCode() == 0)
        let degraded = try await HTTPConnection.get(port: port, "/profile/7")
        #expect(degraded.body == #"{"user":{"id":7},"orders":[]}"#)
        let again = try RunningProgram("fixture-services", "--only", "orders", "--orders-port", "\(ordersPort)")
        try await again.output(lines: 1)
        let healed = try await HTTPConnection.get(port: port, "/profile/7")
        #expect(healed.body == whole.body)

        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        let lines = gateway.output.split(separator: "\n")
        #expect(lines.count == 3)
        for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
        await users.stop()
    }

    @Test func aRequestInFlightIsAnsweredBeforeTheGatewayEnds() async throws {
        let users = try await FixtureServer.start(name: "users") { _ in FixtureResponse(json: #"{"id":7}"#) }
        users.fault = .delay(.milliseconds(300))
        let folder = try Self.folder(users: users.port, orders: 1)
        let gateway = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, _) = try await gateway.ports()
        async let response = HTTPConnection.get(port: port, "/profile/7")
        #expect(await users.wait(atMost: .seconds(300)) { $0.requests == 1 })
        gateway.signal(SIGTERM)
        #expect(try await response.body == #"{"user":{"id":7},"orders":[]}"#)
        #expect(try await response.headers["connection"] == ["close"])
        #expect(try await gateway.exitCode() == 0)
        await users.stop()
    }
}
