import Testing
import TuttiComposition
import TuttiPlan

/// Mistakes in tests: what they are called, and the characters they are found at (`▸`).
@Suite struct MistakesInTestsTests {
    private static let endpoint = """
        endpoint: GET /profile/{id}
        calls:
          user: { service: users, get: "/users/{path.id}" }
          orders: { service: orders, get: /orders }
        response: { user: user, list: { orders: orders } }

        """

    /// A test that has all it needs, but for these lines.
    private static func test(_ lines: String) -> String {
        "tests:\n  - name: a\n    request: GET /profile/7\n    expect: {}\n    " + lines + "\n"
    }

    private static func expect(_ text: String) -> String {
        "tests:\n  - name: a\n    request: GET /profile/7\n    expect: " + text + "\n"
    }

    @Test(arguments: [
        ("wrong-type", "tests: ▸{ a: b }\n"),
        ("wrong-type", "tests: ▸soon\n"),
        ("wrong-type", "tests: [▸soon]\n"),
        ("missing-key", "tests: [▸{ request: GET /profile/7, expect: {} }]\n"),
        ("missing-key", "tests: [▸{ name: a, expect: {} }]\n"),
        ("missing-key", "tests: [▸{ name: a, request: GET /profile/7 }]\n"),
        ("unknown-key", "tests: [{ name: a, ▸reqest: GET /profile/7, expect: {} }]\n"),
        ("unknown-key", "tests: [{ name: a, request: GET /profile/7, ▸expects: {} }]\n"),
        ("unknown-key", test("▸repeat: 3")),
        (
            "invalid-name",
            "tests:\n  - { name: a, request: GET /profile/7, expect: {} }\n  - { name: ▸a, request: GET /profile/7, expect: {} }\n"
        ),
        ("invalid-request", "tests: [{ name: a, request: ▸GET, expect: {} }]\n"),
        ("invalid-request", "tests: [{ name: a, request: ▸/profile/7, expect: {} }]\n"),
        ("invalid-request", "tests: [{ name: a, request: ▸get /profile/7, expect: {} }]\n"),
        ("invalid-request", "tests: [{ name: a, request: ▸POST /profile/7, expect: {} }]\n"),
        ("invalid-request", "tests: [{ name: a, request: GET ▸profile/7, expect: {} }]\n"),
        ("invalid-request", "tests: [{ name: a, request: GET ▸/profil/7?x=1, expect: {} }]\n"),
        ("invalid-request", "tests: [{ name: a, request: GET ▸/profile/, expect: {} }]\n"),
        ("invalid-request", "tests: [{ name: a, request: GET ▸/profile/.., expect: {} }]\n"),
        ("invalid-request", "tests: [{ name: a, request: \"GET /profile/a▸ b\", expect: {} }]\n"),
        ("invalid-request", "tests: [{ name: a, request: \"GET /profile/a▸#b\", expect: {} }]\n"),
        ("wrong-type", test("headers: ▸[]")),
        ("invalid-header", test("headers: { ▸a b: c }")),
        ("invalid-header", test("headers: { a: \"b▸\\nc\" }")),
        ("wrong-type", test("body: [▸.inf]")),
        ("wrong-type", test("services: ▸[]")),
        ("unknown-service", test("services: { ▸user: 503 }")),
        ("invalid-response", test("services: { users: ▸tiemout }")),
        ("invalid-response", test("services: { users: ▸breaker_open }")),
        ("invalid-response", test("services: { users: ▸{} }")),
        ("invalid-response", test("services: { users: ▸[] }")),
        ("invalid-response", test("services: { users: { \"*\": { ▸id: 7, name: Ada } } }")),
        ("invalid-status", test("services: { users: ▸600 }")),
        ("invalid-status", test("services: { users: [200, ▸20] }")),
        ("wrong-type", test("services: { users: [▸[503]] }")),
        ("unknown-key", test("services: { users: { ▸staus: 503 } }")),
        ("invalid-request", test("services: { users: { ▸status: 503, \"*\": 200 } }")),
        ("invalid-request", test("services: { users: { ▸/users/7: 503 } }")),
        ("invalid-request", test("services: { users: { ▸\"http://nobody:1\": 503 } }")),
        ("invalid-url", test("services: { users: { ▸\"ftp://users:1\": 503 } }")),
        ("invalid-request", test("services: { users: { \"▸FETCH /users/7\": 503 } }")),
        ("invalid-request", test("services: { users: { \"GET ▸users/7\": 503 } }")),
        ("unknown-key", test("services: { users: { \"GET /users/7\": { ▸bdy: 1 } } }")),
        ("invalid-number", test("services: { users: { status: ▸100 } }")),
        ("invalid-duration", test("services: { users: { after: ▸soon } }")),
        ("invalid-response", test("services: { users: { fail: reset, ▸status: 200 } }")),
        ("invalid-response", test("services: { users: { fail: ▸rest } }")),
        ("invalid-response", test("services: { users: { ▸body: 1, text: a } }")),
        ("unknown-member", test("required: [▸usr.name]")),
        ("unknown-member", test("required: [user.name, ▸list.order]")),
        ("unknown-member", test("required: ▸user..name")),
        ("wrong-type", test("required: [▸{}]")),
        ("wrong-type", expect("▸[]")),
        ("unknown-key", expect("{ ▸outcomes: {} }")),
        ("invalid-number", expect("{ status: ▸100 }")),
        ("wrong-type", expect("{ status: ▸ok }")),
        ("wrong-type", expect("{ outcome: ▸ok }")),
        ("unknown-call", expect("{ outcome: { ▸order: ok } }")),
        ("invalid-outcome", expect("{ outcome: { orders: ▸slow } }")),
        ("unknown-call", expect("{ calls: { ▸order: 1 } }")),
        ("invalid-number", expect("{ calls: { orders: ▸-1 } }")),
        ("unknown-call", expect("{ sent: { ▸order: 1 } }")),
        ("wrong-type", expect("{ sent: ▸[] }")),
        ("invalid-duration", expect("{ within: ▸300 }")),
        ("invalid-header", expect("{ headers: { ▸\":status\": a } }")),
        ("unknown-key", test("▸expct: 1")),
        ("wrong-type", "tests: [{ name: a, steps: ▸[] }]\n"),
        ("wrong-type", "tests: [{ name: a, steps: ▸{} }]\n"),
        ("unknown-key", "tests: [{ name: a, ▸request: GET /profile/7, steps: [{ request: GET /profile/7 }] }]\n"),
        ("missing-key", "tests: [{ name: a, steps: [▸{ expect: {} }] }]\n"),
        ("missing-key", "tests: [{ name: a, steps: ▸[{ wait: 1s }] }]\n"),
        ("unknown-key", "tests: [{ name: a, steps: [{ request: GET /profile/7 }, { wait: 1s, ▸expect: {} }] }]\n"),
        ("invalid-duration", "tests: [{ name: a, steps: [{ wait: ▸0s }] }]\n"),
        ("invalid-number", "tests: [{ name: a, steps: [{ request: GET /profile/7, repeat: ▸0 }] }]\n"),
    ])
    func eachIsFoundAtItsPlace(code: String, marked: String) {
        let tests = MarkedText(marked)
        let lines = Self.endpoint.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        let expected = tests.places.map { place -> String in
            let parts = place.split(separator: ":")
            return "\((Int(parts[0]) ?? 0) + lines):\(parts[1]) \(code)"
        }
        let result = Sample.load(Self.endpoint + tests.text)
        #expect(result.marks == expected, "\(result.rendered)")
        #expect(result.plan == nil)
        #expect(
            result.diagnostics.allSatisfy {
                $0.help != nil || $0.code == .invalidNumber || $0.code == .wrongType
                    || $0.code == .invalidHeader
            })
    }

    @Test func allMistakesOfAFileAreNamedInOneRun() {
        let result = Sample.load(
            Self.endpoint + """
                tests:
                  - name: a
                    request: GET /profil/7
                    services: { user: timeout, orders: tiemout }
                    expect: { status: 999, outcome: { order: timeot } }
                """)
        #expect(
            result.rendered == """
                a.yaml:8:18: error: `/profil/7` is no path of this endpoint, which is /profile/{id}
                    request: GET /profil/7
                                 ^~~~~~~~~
                help: a test asks the endpoint beside which it stands: `GET /profile/{id}`
                a.yaml:1:11: note: the endpoint
                a.yaml:9:17: error: gateway.yaml has no service `user`
                    services: { user: timeout, orders: tiemout }
                                ^~~~
                help: did you mean `users`?
                a.yaml:9:40: error: `tiemout` is no response of a service
                    services: { user: timeout, orders: tiemout }
                                                       ^~~~~~~
                help: did you mean `timeout`?
                a.yaml:10:23: error: `status` must be a whole number, 200 to 599
                    expect: { status: 999, outcome: { order: timeot } }
                                      ^~~
                a.yaml:10:39: error: this endpoint has no call `order`
                    expect: { status: 999, outcome: { order: timeot } }
                                                      ^~~~~
                help: did you mean `orders`?
                a.yaml:10:46: error: `timeot` is no way in which a call ends
                    expect: { status: 999, outcome: { order: timeot } }
                                                             ^~~~~~
                help: did you mean `timeout`?

                """)
    }

    @Test func theEndpointsOwnMistakesAreSaidOnce() {
        let result = Sample.load(
            "endpoint: GET\ncalls: { user: { service: users, get: /x } }\ntests: [{ name: a, request: GET /x, expect: {} }]\n"
        )
        #expect(result.marks == ["1:11 invalid-endpoint"])
    }
}
