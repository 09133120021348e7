import HTTPTypes
import Synchronization
import Testing
import TuttiComposition
import TuttiEngine
import TuttiJSON
import TuttiPlan
import TuttiResilience
import TuttiRouting
import TuttiSimulation
import TuttiUpstream

/// `tutti test --record`: what is printed is read again and passes.
@Suite struct RecordingTests {
    /// Records a request to the only endpoint, with services that answer as `script` says.
    private static func record(
        _ endpoint: String, _ target: String = "/profile/7", body: JSONValue? = nil,
        _ script: @escaping @Sendable (ScriptedCall) -> ScriptedResponse
    ) throws -> (recording: TestRecorder.Recording, yaml: String) {
        let plan = try TestBench(endpoint).plan
        let first = try #require(plan.endpoints.first)
        let path = target.prefix { $0 != "?" }
        let parameters = try #require(Router(plan).endpoint(for: first.method, path: path)).parameters
        let request = TestRequest(method: first.method, target: target, pathParameters: parameters, body: body)
        let transport = VirtualTransport(script)
        let recorder = TestRecorder(plan)
        let recording = try #require(transport.run { await recorder.record(request, endpoint: 0, over: transport) })
        return (recording, recording.test.yaml(services: plan.services))
    }

    /// What the recorded test says when it's pasted and run.
    private static func mismatches(_ endpoint: String, _ yaml: String) throws -> [String] {
        let bench = try TestBench(endpoint + "\ntests:\n" + yaml)
        #expect(bench.results.count == 1)
        return bench.mismatches
    }

    /// The key is for `acme_1.secret`.
    @Test func whoAsksIsRecordedAndItsKeyIsNot() throws {
        let gateway =
            TestBench.standardGateway
            + "\nauth: { others: { api-keys: { query: key, keys: keys.yaml } }, own: { api-keys: { keys: keys.yaml } } }\n"
        let keys = """
            consumers:
              acme:
                claims: { plan: gold }
                keys: [{ sha256: aa9c1e2e74c628c429211fc4480a9bdd27765d30b8719ad408e5b2e7fa39cb75 }]
            """
        let endpoint = """
            endpoint: GET /a
            auth: [others, own]
            allow: claims.plan == 'gold'
            calls: { user: { service: users, get: "/of/{claims.sub}" } }
            """
        let bench = try TestBench(endpoint, gateway: gateway, keys: keys)
        let access = bench.plan.endpoints[0].access
        var request = TestRequest(method: .get, target: "/a?key=bad", pathParameters: [])
        #expect(request.credentials(for: access, ways: bench.plan.settings.ways).refusal == "others: unknown_key")
        request.target = "/a"
        let name = try #require(HTTPField.Name("x-api-key"))
        request.headers = [HTTPField(name: name, value: "acme_1.secret")]
        request.identity = request.credentials(for: access, ways: bench.plan.settings.ways).identity
        request = request.withholding(access.credentials)
        let transport = VirtualTransport { _ in .body(#"{"id":1}"#) }
        let recorder = TestRecorder(bench.plan)
        let asked = request
        let made = transport.run { await recorder.record(asked, endpoint: 0, over: transport) }
        let recording = try #require(made)
        #expect(recording.notes.isEmpty)
        let yaml = recording.test.yaml(services: bench.plan.services)
        #expect(yaml.contains("    auth: own\n    claims: { sub: acme, plan: gold }\n"), "\(yaml)")
        #expect(!yaml.contains("secret"))
        let pasted = try TestBench(endpoint + "\ntests:\n" + yaml, gateway: gateway, keys: keys)
        #expect(pasted.results.count == 1 && pasted.mismatches.isEmpty)
    }

    @Test func secretsOfARequestAreNotRecorded() throws {
        let bench = try TestBench(
            "endpoint: GET /a\ncalls: { user: { service: users, get: /a, headers: { x-a: \"{headers.accept}\" } } }\n"
                + "response: { user: user, cookie: \"meta.user.headers.\\\"set-cookie\\\"\" }")
        var request = TestRequest(method: .get, target: "/a?api_key=hidden1&page=2", pathParameters: [])
        request.headers = [
            ("Authorization", "Bearer hidden2"), ("Cookie", "sid=hidden3"), ("x-api-key", "hidden4"), ("accept", "a/b"),
        ].compactMap { name, value in HTTPField.Name(name).map { HTTPField(name: $0, value: value) } }
        let cookie = try #require(HTTPField.Name("set-cookie"))
        let transport = VirtualTransport { _ in
            .result(
                .response(
                    UpstreamResponse(
                        status: 200, headers: [HTTPField(name: cookie, value: "sid=hidden5")], body: Array("1".utf8))))
        }
        let recorder = TestRecorder(bench.plan)
        let asked = request
        let recording = try #require(transport.run { await recorder.record(asked, endpoint: 0, over: transport) })
        let yaml = recording.test.yaml(services: bench.plan.services)
        for number in 1...4 { #expect(!yaml.contains("hidden\(number)"), "\(yaml)") }
        #expect(yaml.contains("page=2") && yaml.contains("accept"))
        #expect(
            recording.notes.first
                == "left out, as they are most likely secrets: `?api_key`, `authorization`, `cookie`, `set-cookie`, `x-api-key`"
        )
        #expect(transport.calls.count == 1)
    }

    /// Nobody else could have asked: services are not called for whom the gateway would refuse.
    @Test func whoMayNotAskIsRecordedWithoutCalls() throws {
        let bench = try TestBench(
            "endpoint: GET /a\nauth: own\ncalls: { user: { service: users, get: /a } }\n",
            gateway: TestBench.standardGateway + "\nauth: { own: { api-keys: { keys: keys.yaml } } }\n",
            keys: "consumers: {}\n")
        let request = TestRequest(method: .get, target: "/a", pathParameters: [])
        let transport = VirtualTransport { _ in .body("{}") }
        let recorder = TestRecorder(bench.plan)
        let made = transport.run { await recorder.record(request, endpoint: 0, over: transport) }
        let recording = try #require(made)
        #expect(transport.calls.isEmpty && recording.test.yaml(services: bench.plan.services).contains("status: 401"))
    }

    private final class Ends: UpstreamObserver {
        private let ends = Mutex<[String]>([])

        var all: [String] { ends.withLock { $0 } }

        func exchangeEnded(_ tag: Int, _ result: UpstreamResult) {
            ends.withLock { $0.append("\(tag) \(result.words)") }
        }
    }

    @Test func whatIsBegunWithoutATaskIsRecordedAndCanceledAsWell() throws {
        let base = VirtualTransport { $0.target == "/a" ? .body("1", after: .milliseconds(5)) : .never }
        let recording = RecordingTransport(base)
        let ends = Ends()
        let call = UpstreamCall(method: .get, connectTimeout: .seconds(1), maximumResponseBytes: 10)
        let instance = UpstreamInstance(origin: UpstreamOrigin(scheme: .http, host: "users", port: 80))
        let request = { @Sendable (target: String) in
            UpstreamRequest(call: call, instance: instance, target: target, deadline: .zero + .seconds(1))
        }
        _ = base.run {
            for (tag, target) in [(7, "/a"), (8, "/b")] {
                let exchange = recording.begin(request(target), observer: ends, tag: tag)
                if target == "/b" { recording.cancel(exchange) }
            }
            _ = await recording.send(request("/a"))
        }
        #expect(ends.all == ["8 canceled", "7 200"])
        #expect(recording.exchanges.map(\.request.target) == ["/a", "/b", "/a"])
        #expect(recording.exchanges.map { $0.result?.words } == ["200", "canceled", "200"])
    }

    /// In the file it is UTF-8, and what is said of its charset is that.
    @Test(arguments: ["", ", t: 'meta.user.headers.\"content-type\"'"])
    func aResponseInAnotherCharsetIsRecordedAsItIsRead(member: String) throws {
        let endpoint = """
            endpoint: GET /profile/{id}
            calls: { user: { service: users, get: "/users/{path.id}" } }
            response: { u: user\(member) }
            """
        let (recording, yaml) = try Self.record(endpoint) { _ in
            let headers = [HTTPField(name: .contentType, value: "application/json; charset=iso-8859-1")]
            return .result(.response(UpstreamResponse(status: 200, headers: headers, body: [0x22, 0xE9, 0x22])))
        }
        // Who shows the field shows another charset than the service named: that member is left out of the test.
        #expect(recording.notes.count == (member.isEmpty ? 0 : 1))
        #expect(yaml.contains(#"body: "é""#))
        #expect(yaml.contains("charset=utf-8") == !member.isEmpty)
        #expect(try Self.mismatches(endpoint, yaml) == [])
    }

    @Test func aTestIsPrintedThatPasses() throws {
        let (recording, yaml) = try Self.record(TestBench.profile, "/profile/7?limit=1") { call in
            switch call.name {
            case "user": .body(#"{"id": 7, "name": "Ada", "accountId": "a 1"}"#, after: .milliseconds(5))
            case "orders": .failure(.reset)
            default: .body("[1.50, 1E2, 12345678901234567890]")
            }
        }
        #expect(
            yaml == """
                  - name: "GET /profile/7?limit=1"
                    request: "GET /profile/7?limit=1"
                    services:
                      users: { "GET /users/7": { body: { id: 7, name: Ada, accountId: a 1 } } }
                      orders: { "GET /orders?user=7&limit=1": reset }
                      payments: { "GET /accounts/a%201/payments": { body: [1.50, 1E2, 12345678901234567890] } }
                    expect:
                      status: 200
                      outcome: { user: ok, orders: reset, payments: ok }
                      body:
                        user: { id: 7, name: Ada, accountId: a 1 }
                        orders: []
                        payments: [1.50, 1E2, 12345678901234567890]

                """)
        #expect(recording.notes == ["orders: scripted"])
        #expect(try Self.mismatches(TestBench.profile, yaml) == [])
    }

    @Test(arguments: [
        "", " ", "a: b", "a # b", "- a", "null", "True", "~", "1", "1.0", "0x1F", ".inf", "yes", "'", "\"", "\\",
        "a\nb",
        "\r\n", "\t", "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "a\u{FEFF}", "\u{FFFE}", "\u{1F600}", "é", "e\u{301}",
        "${HOME}", "$${HOME}", "${HOME:-x}", "$", "$${", "{a}", "[a]", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a`",
        "2026-01-01", "timeout", "503", "<<", "=", "?", ": ", "a:", "---", "...", "#", "path.id", "a ",
        String(repeating: "word ", count: 100) + ".",
    ])
    func everyTextIsReadAgainAsItWas(text: String) throws {
        var writer = JSONWriter()
        writer.write(
            .object(
                JSONObject([(name: "text", value: .string(text)), (name: "k" + text, value: .array([.string(text)]))])))
        let json = String(decoding: writer.bytes, as: UTF8.self)
        let endpoint = "endpoint: GET /profile/{id}\ncalls: { user: { service: users, get: \"/users/{path.id}\" } }\n"
        let (recording, yaml) = try Self.record(endpoint) { _ in .body(json) }
        #expect(recording.notes == [])
        let bench = try TestBench(endpoint + "tests:\n" + yaml, environment: ["HOME": "wrong"])
        #expect(bench.mismatches == [])
        let response = try #require(bench.results.first?.steps.first?.response?.body)
        #expect(try JSONDocument(parsing: response).root.member("user") == JSONDocument(parsing: writer.bytes).root)
    }

    @Test func bodiesThatAreNoJSONAreKeptAsText() throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              page: { service: users, get: /page, into: text }
              count: { service: orders, get: /count, into: text }
              order: { service: payments, post: /pay, body: body }
            """
        let (_, yaml) = try Self.record(endpoint, "/x", body: .object(JSONObject([(name: "a", value: .bool(true))]))) {
            switch $0.name {
            case "page": .body("<p>\n  \"${x}\"</p>")
            case "count": .body(" 1 ")
            default: .body("oops")
            }
        }
        #expect(yaml.contains(#"text: "<p>\n  \"$${x}\"</p>""#))
        #expect(yaml.contains(#"text: " 1 ""#))
        #expect(yaml.contains("body: { a: true }"))
        #expect(yaml.contains("order: invalid_json"))
        #expect(try Self.mismatches(endpoint, yaml) == [])
    }

    @Test func oneRequestAskedTwiceIsAnsweredInTurn() throws {
        let endpoint = """
            endpoint: GET /x
            calls:
              one: { service: users, post: /next }
              two: { service: users, post: "/{one}" }
            """
        let (_, yaml) = try Self.record(endpoint, "/x") { .body($0.name == "one" ? "\"next\"" : "2") }
        #expect(yaml.contains(#"users: { "POST /next": [{ body: next }, { body: 2 }] }"#))
        #expect(try Self.mismatches(endpoint, yaml) == [])
    }

    @Test func whatIsAnotherOneEachTimeIsNotExpected() throws {
        let endpoint = """
            endpoint: GET /x
            calls: { user: { service: users, get: /u } }
            response: { user: user, at: now(), list: [now()], each: [{ a: user, b: now() }], ms: meta.user.ms }
            """
        let (recording, yaml) = try Self.record(endpoint, "/x") { _ in .body("1", after: .milliseconds(33)) }
        #expect(
            yaml.hasSuffix("    expect: { status: 200, outcome: { user: ok }, body: { user: 1, each: [{ a: 1 }] } }\n"))
        #expect(recording.notes == ["members of the response that are not the same each time are left out of `expect`"])
        #expect(try Self.mismatches(endpoint, yaml) == [])
    }

    @Test func aProblemIsExpectedWithoutTheIDOfItsRequest() throws {
        let (recording, yaml) = try Self.record(TestBench.profile) { call in
            switch call.name {
            case "user":
                .result(
                    .response(
                        UpstreamResponse(
                            status: 401, headers: [HTTPField(name: .wwwAuthenticate, value: "Basic")], body: [])),
                    after: .milliseconds(10))
            default: .never
            }
        }
        #expect(recording.test.steps.count == 1)
        #expect(yaml.contains(#""GET /users/7": { status: 401, headers: { www-authenticate: Basic } }"#))
        #expect(yaml.contains(#"orders: { "GET /orders?user=7": timeout }"#))
        #expect(!yaml.contains("request-id"))
        #expect(yaml.contains("outcome: { user: status }"))
        #expect(try Self.mismatches(TestBench.profile, yaml) == [])
    }

    @Test func deepBodiesAreKeptAsText() throws {
        let endpoint = "endpoint: GET /x\ncalls: { user: { service: users, get: /u, select: length(@) } }\n"
        let body = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        let (_, yaml) = try Self.record(endpoint, "/x") { _ in .body(body) }
        #expect(yaml.contains("text: \"[[["))
        #expect(try Self.mismatches(endpoint, yaml) == [])
    }
}

extension UpstreamResult {
    /// The status, or the reason why there is none.
    fileprivate var words: String {
        switch self {
        case .response(let response): "\(response.status)"
        case .failure(let failure): failure.reason.rawValue
        }
    }
}
