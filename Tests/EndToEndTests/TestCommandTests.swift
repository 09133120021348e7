import FixtureServices
import Foundation
import Testing

/// `tutti test`, as a user meets it.
struct TestCommandTests {
    private static let endpoint = """
        endpoint: GET /profile/{id}
        calls:
          user: { service: users, get: "/users/{path.id}", required: true }
          orders: { service: orders, get: /orders, query: { user: path.id } }

        """

    private static func test(_ name: String, status: Int) -> String {
        """
          - name: \(name)
            request: GET /profile/7
            services: { users: { "*": { body: { name: Ada } } }, orders: { "*": { body: [] } } }
            expect: { status: \(status) }

        """
    }

    private static func folder(_ tests: String, users: Int = 1, orders: Int = 1) throws -> TemporaryFolder {
        try TemporaryFolder([
            "gateway.yaml": """
            services:
              users: { instances: [http://127.0.0.1:\(users)/base] }
              orders: { instances: [http://127.0.0.1:\(orders)] }
            """,
            "profile.yaml": endpoint + tests,
        ])
    }

    @Test func theTestsOfTheExamplesPass() async throws {
        let test = try RunningProgram("tutti", "test", "compositions")
        #expect(try await test.exitCode() == 0)
        let summary = try #require(test.output.split(separator: "\n").last)
        #expect(summary.wholeMatch(of: /(\d+) tests, \1 passed in \d+ files \(\d+\.\d\d s\)/) != nil, "\(summary)")
        #expect(test.errors == "")
    }

    @Test func aTestThatFailsIsExplainedAndGivesCode1() async throws {
        let folder = try Self.folder("tests:\n" + Self.test("good", status: 200) + Self.test("bad", status: 404))
        let test = try RunningProgram("tutti", "test", folder.url.path)
        #expect(try await test.exitCode() == 1)
        #expect(test.output.contains("✓ GET /profile/{id} · good\n"))
        #expect(test.output.contains("\(folder.url.path)/profile.yaml:10\n    status         expected 404, got 200\n"))
        #expect(test.output.contains("\n2 tests, 1 passed, 1 failed in 1 file ("))
        let report = folder.url.appendingPathComponent("report.xml").path
        let chosen = try RunningProgram(
            "tutti", "test", folder.url.path, "--filter", "GOOD", "--json", "--junit", report)
        #expect(try await chosen.exitCode() == 0)
        let array = try JSONSerialization.jsonObject(with: Data(chosen.output.utf8)) as? [[String: Any]]
        #expect(array?.map { $0["name"] as? String } == ["good"])
        #expect(try String(contentsOfFile: report, encoding: .utf8).contains("<testcase classname="))
        let nothing = try RunningProgram("tutti", "test", folder.url.path, "--filter", "ugly")
        #expect(try await nothing.exitCode() == 1)
        #expect(nothing.errors == "tutti: none of the 2 tests has `ugly` in its name, endpoint or route\n")
    }

    @Test func aFolderWithoutTestsIsToldHowToAddOne() async throws {
        let folder = try Self.folder("")
        let test = try RunningProgram("tutti", "test", folder.url.path)
        #expect(try await test.exitCode() == 0)
        #expect(test.output.contains("under `tests:`"))
        #expect(test.output.contains("tutti test --record 'GET /profile/7'"))
    }

    @Test func mistakesAreReportedAsByCheck() async throws {
        let folder = try Self.folder("tests: [{ name: a, request: GET /profil/7, expect: {} }]\n")
        let test = try RunningProgram("tutti", "test", folder.url.path)
        let check = try RunningProgram("tutti", "check", folder.url.path)
        #expect(try await test.exitCode() == 1)
        #expect(try await check.exitCode() == 1)
        #expect(test.output == check.output)
    }

    @Test(arguments: [
        ["--record", "/profile/7"], ["--record", "GET /nothing/7"], ["--data", "1"], ["--each-failure", "--with=soon"],
        ["--record", "GET /profile/7", "--data", "{"], ["--with", "503"], ["-H", "a:b"],
    ])
    func aWrongCommandLineIsExplained(arguments: [String]) async throws {
        let test = try RunningProgram("tutti", ["test"] + arguments)
        #expect(try await test.exitCode() == 64)
        #expect(test.errors.hasPrefix("Error: "))
    }

    @Test func aWayToFailThatThereIsNotIsAnsweredByThoseThereAre() async throws {
        let test = try RunningProgram("tutti", "test", "--each-failure", "--with", "soon")
        #expect(try await test.exitCode() == 64)
        #expect(test.errors.contains("a call fails by one of `timeout`, `reset`, `bad_response`, `connect`"))
    }

    @Test func aRequestToRealServicesBecomesATestThatPasses() async throws {
        let users = try await FixtureServer.start(name: "users") { request in
            request.path == "/base/users/7"
                ? FixtureResponse(json: #"{"id": 12345678901234567890, "name": "José: \"${HOME}\"", "score": 1.50}"#)
                : FixtureResponse(status: 404, json: "{}")
        }
        let orders = try await FixtureServer.start(name: "orders") { _ in FixtureResponse(json: "[]") }
        orders.fault = .status(503)
        let folder = try Self.folder("tests:\n", users: users.port, orders: orders.port)
        let record = try RunningProgram("tutti", "test", folder.url.path, "--record", "GET /profile/7?a=b+c")
        #expect(try await record.exitCode() == 0)
        #expect(record.errors.contains("user ok, orders failed (status)"))
        #expect(
            record.output == #"""
                  - name: "GET /profile/7?a=b+c"
                    request: "GET /profile/7?a=b+c"
                    services:
                      users:
                        "GET /users/7":
                          body: { id: 12345678901234567890, name: "José: \"$${HOME}\"", score: 1.50 }
                      orders:
                        "GET /orders?user=7":
                          status: 503
                          body: { title: Fault, status: 503, detail: The fault switch of this service is on. }
                    expect:
                      status: 200
                      outcome: { user: ok, orders: status }
                      body:
                        user: { id: 12345678901234567890, name: "José: \"$${HOME}\"", score: 1.50 }
                        orders: null

                """#)
        await users.stop()
        await orders.stop()
        let pasted = try Self.folder("tests:\n" + record.output)
        let test = try RunningProgram("tutti", "test", pasted.url.path)
        #expect(try await test.exitCode() == 0, "\(test.output)")
    }

    @Test func aRequiredMemberThatVanishesGivesCode1() async throws {
        let tests = "tests:\n" + Self.test("good", status: 200)
        let whole = try Self.folder(tests + "    required: [user]\n")
        let fine = try RunningProgram("tutti", "test", whole.url.path, "--each-failure")
        #expect(try await fine.exitCode() == 0)
        #expect(fine.output.hasSuffix("1 endpoint, 3 runs, 1 answered, 2 problems\n"))
        let fragile = try Self.folder(tests + "    required: [orders]\n")
        let test = try RunningProgram("tutti", "test", fragile.url.path, "--each-failure", "--with", "timeout")
        #expect(try await test.exitCode() == 1)
        #expect(test.output.contains("✗ orders         200     /orders missing; required /orders has vanished\n"))
        #expect(test.output.contains("user           504     problem\n"))
    }
}
