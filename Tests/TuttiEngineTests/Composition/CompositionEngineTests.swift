import HTTPTypes
import Synchronization
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

struct CompositionEngineTests {
    static let profile = """
        endpoint: GET /profile/{id}
        deadline: 800ms
        calls:
          user: { service: users, get: "/users/{path.id}", required: true }
          orders: { service: orders, get: /orders, query: { user: path.id }, timeout: 300ms, otherwise: [] }
          payments: { service: payments, get: "/accounts/{user.accountId}/payments" }
        response:
          user: user
          orders: "orders.items[].{id: id, total: total.amount}"
          payments: payments
        """

    static let user = #"{"id":7, "name":"Ada","accountId":"a7","balance":12345678901234567890.10}"#
    static let orders = #"{"items":[{"id":1,"total":{"amount":19.90}},{"id":2,"total":{"amount":1E2}}]}"#

    static func healthy(_ call: ScriptedCall) -> ScriptedResponse {
        switch call.host {
        case "users": .body(user, after: .milliseconds(12))
        case "orders": .body(orders, after: .milliseconds(40))
        default: .body(#"[{"id":"p1"}]"#, after: .milliseconds(5))
        }
    }

    @Test func mergesInDeclaredOrderWithTheBytesThatCame() throws {
        let response = try Composing(Self.profile, Self.healthy).response()
        #expect(response.status == 200)
        #expect(
            response.text == #"{"user":"# + Self.user
                + #","orders":[{"id":1,"total":19.90},{"id":2,"total":1E2}],"payments":[{"id":"p1"}]}"#)
        #expect(
            response.compositionStatus
                == "user;outcome=ok;ms=12, orders;outcome=ok;ms=40, payments;outcome=ok;ms=5")
        #expect(response.header("content-type") == "application/json")
        #expect(response.header("cache-control") == nil)
    }

    @Test func callsStartTheMomentTheirInputsHaveEnded() throws {
        let composing = try Composing(Self.profile, Self.healthy)
        _ = try composing.response()
        let starts = composing.transport.calls.map {
            "\($0.method) \($0.host)\($0.target) @\(($0.startedAt - .zero).milliseconds)"
        }
        #expect(
            starts == [
                "GET users/users/7 @0", "GET orders/orders?user=7 @0", "GET payments/accounts/a7/payments @12",
            ])
    }

    @Test func anOptionalCallThatFailsLeavesTheShape() throws {
        let response = try Composing(Self.profile) { call in
            switch call.host {
            case "orders": .never
            case "payments": .body("gone", status: 500, after: .milliseconds(1))
            default: Self.healthy(call)
            }
        }.response()
        #expect(response.status == 200)
        #expect(response.text == #"{"user":"# + Self.user + #","orders":[],"payments":null}"#)
        #expect(
            response.compositionStatus == "user;outcome=ok;ms=12, orders;outcome=fallback;reason=timeout;ms=300, "
                + "payments;outcome=failed;reason=status;ms=1")
        #expect(response.header("cache-control") == "no-store")
    }

    @Test func aRequiredCallThatFailsEndsTheRestAtOnce() throws {
        let composing = try Composing(Self.profile) { call in
            call.host == "users" ? .body("{}", status: 503, after: .milliseconds(20)) : .never
        }
        let response = try composing.response()
        #expect(response.status == 502)
        #expect(response.header("content-type") == "application/problem+json")
        #expect(
            response.text == #"{"title":"A required call failed","status":502,"#
                + #""detail":"The call `user` failed: its service answered 503, which is not accepted.","#
                + #""request-id":"r1","errors":[{"call":"user","reason":"status","status":503,"pointer":"/user","#
                + #""detail":"its service answered 503, which is not accepted"}]}"#)
        #expect(composing.transport.calls.map(\.host) == ["users", "orders"])
        #expect(composing.transport.calls.last?.canceledAt == .zero + .milliseconds(20))
        #expect(
            response.compositionStatus == "user;outcome=failed;reason=status;ms=20, "
                + "orders;outcome=failed;reason=canceled;ms=20, payments;outcome=failed;reason=canceled;ms=0")
    }

    @Test(arguments: [
        (UpstreamFailure.Reason.timeout, 504), (.connect, 502), (.dns, 502), (.tls, 502), (.reset, 502),
        (.badResponse, 502), (.tooLarge, 502), (.overloaded, 503),
    ])
    func theReasonOfARequiredCallGivesTheStatus(reason: UpstreamFailure.Reason, status: Int) throws {
        let response = try Composing(Self.profile) { call in
            call.host == "users" ? .failure(reason, after: .milliseconds(1)) : Self.healthy(call)
        }.response()
        #expect(response.status == status)
        #expect(response.compositionStatus.hasPrefix("user;outcome=failed;reason=\(reason.rawValue);ms=1"))
    }

    @Test(arguments: [
        (400, 400), (401, 401), (402, 402), (403, 403), (404, 404), (405, 502), (409, 409), (410, 410), (412, 412),
        (422, 422),
        (429, 429), (500, 502), (503, 502), (302, 502),
    ])
    func aStatusAboutTheRequestPassesThrough(upstream: Int, status: Int) throws {
        let response = try Composing(Self.profile) { call in
            call.host == "users" ? .body("{}", status: upstream) : Self.healthy(call)
        }.response()
        #expect(response.status == status)
    }

    @Test func everyCallFailedIsAsIfOneWereRequired() throws {
        let endpoint = """
            endpoint: GET /two
            calls:
              user: { service: users, get: /u }
              orders: { service: orders, get: /o }
            """
        let response = try Composing(endpoint) { call in
            call.host == "users" ? .failure(.timeout, after: .milliseconds(3)) : .failure(.connect)
        }.response(.get())
        #expect(response.status == 504)
        #expect(response.text.contains(#""title":"Every call failed""#))
        let half = try Composing(endpoint) { call in
            call.host == "users" ? .body("1") : .failure(.connect)
        }.response(.get())
        #expect(half.status == 200)
        #expect(half.text == #"{"user":1,"orders":null}"#)
    }

    @Test func theDeadlineRendersWhatHasArrived() throws {
        let endpoint = """
            endpoint: GET /two
            deadline: 100ms
            calls:
              user: { service: users, get: /u, timeout: 90ms }
              orders: { service: orders, get: "/o/{user.id}" }
            """
        let composing = try Composing(endpoint) { call in
            call.host == "users" ? .body(#"{"id":1}"#, after: .milliseconds(80)) : .never
        }
        let response = try composing.response(.get())
        #expect(response.text == #"{"user":{"id":1},"orders":null}"#)
        #expect(response.compositionStatus == "user;outcome=ok;ms=80, orders;outcome=failed;reason=timeout;ms=20")
        #expect(composing.transport.calls.last?.deadline == .zero + .milliseconds(100))
    }

    @Test func waitingForTheTransportCountsAgainstTheDeadline() throws {
        let endpoint = """
            endpoint: GET /one
            deadline: 100ms
            calls:
              user: { service: users, get: /u, timeout: 90ms }
            """
        let composing = try Composing(endpoint) { _ in .never }
        let waited = MonotonicTime(nanoseconds: -70_000_000)
        let response = try composing.response(ClientRequest(id: "r", method: .get, receivedAt: waited))
        #expect(response.status == 504)
        #expect(composing.transport.calls[0].deadline == .zero + .milliseconds(30))
    }

    @Test func aPartOfTheResponseThatFailsIsNullAndSaysWhy() throws {
        let endpoint = """
            endpoint: GET /one
            calls:
              user: { service: users, get: /u }
            response: { sum: sum(user.numbers), name: user.name }
            """
        let response = try Composing(endpoint) { _ in .body(#"{"numbers":"x","name":"Ada"}"#) }.response(.get())
        #expect(response.status == 200)
        #expect(response.text == #"{"sum":null,"name":"Ada"}"#)
        #expect(
            response.compositionStatus
                == #"user;outcome=ok;ms=0, response;outcome=failed;reason=expression;pointer="/sum""#)
        #expect(response.responseFailures.count == 1)
        #expect(response.responseFailures.first?.hasPrefix("/sum: `sum(user.numbers)`: ") == true)
        #expect(response.header("cache-control") == "no-store")
    }

    @Test func eachPartOfTheResponseThatFailsIsNamedWhereItStands() throws {
        let endpoint = #"""
            endpoint: GET /one
            calls:
              user: { service: users, get: /u }
            response: { 'a"b': { 'ü/%': "-user.x" }, list: ["user.x", "[-user.x]"] }
            """#
        let response = try Composing(endpoint) { _ in .body(#"{"x":"y"}"#) }.response(.get())
        #expect(response.text == #"{"a\"b":{"ü/%":null},"list":["y",null]}"#)
        let start = "user;outcome=ok;ms=0"
        let item = ", response;outcome=failed;reason=expression;pointer="
        #expect(
            response.compositionStatus == start + item + #""/a\"b/%C3%BC~1%25""# + item + #""/list/1""#)
        let whole = try Composing(endpoint.replacing(#/response: .*/#, with: "response: '-user.x'")) { _ in
            .body(#"{"x":"y"}"#)
        }
        #expect(try whole.response(.get()).compositionStatus == start + item + #""""#)
    }

    // What is too much for one expression is said like any other failure of it.
    @Test(arguments: ["sort(body.list)", "sort_by(body.list, &@)", "body.list[*].[$.body.list]"])
    func anExpressionOverItsLimitIsNamed(_ expression: String) throws {
        let endpoint = """
            endpoint: POST /one
            calls:
              user: { service: users, get: /u }
            response: { user: user, part: "\(expression)" }
            """
        let list = "[\((0..<100_000).map(String.init).joined(separator: ","))]"
        let response = try Composing(endpoint) { _ in .body("1") }.response(.post("{\"list\":\(list)}"))
        #expect(response.text == #"{"user":1,"part":null}"#)
        #expect(
            response.compositionStatus.hasSuffix(#", response;outcome=failed;reason=expression;pointer="/part""#))
    }

    @Test(arguments: [
        (401, "www-authenticate", "Bearer realm=\"users\"", "Bearer realm=\"users\""),
        (429, "retry-after", "120", "120"),
        (429, "retry-after", "Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT"),
        (429, "retry-after", "soon", nil), (404, "retry-after", "120", nil), (503, "www-authenticate", "Basic", nil),
    ])
    func whatAStatusNeedsIsPassedOn(status: Int, name: String, value: String, expected: String?) throws {
        let headers = [HTTPField(name: try #require(HTTPField.Name(name)), value: value)]
        let response = try Composing(Self.profile) { call in
            guard call.host == "users" else { return Self.healthy(call) }
            return .result(.response(UpstreamResponse(status: status, headers: headers, body: [])))
        }.response()
        #expect(response.header(name) == expected)
    }

    @Test(arguments: [("post", "0"), ("put", "0"), ("patch", "0"), ("delete", nil), ("get", nil)])
    func aMethodThatCarriesABodySaysThatThereIsNone(method: String, length: String?) throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              user: { service: users, \(method): /u }
            """
        let composing = try Composing(endpoint) { _ in .body("1") }
        _ = try composing.response(.post(""))
        #expect(composing.transport.calls[0].body == (length == nil ? nil : ""))
    }

    @Test func theClientIsToldWhatInItsBodyCannotBeUsed() throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              order: { service: orders, post: /o, body: { n: "body.quantity + `1`" }, required: true }
            """
        let response = try Composing(endpoint) { _ in .body("1") }.response(.post(#"{"quantity":"many"}"#))
        #expect(response.status == 400)
        #expect(response.text.contains("could not be made from this request: `body.quantity + `1``"))
    }

    @Test func aClientThatHasLeftStartsNoMoreCalls() throws {
        let endpoint = """
            endpoint: GET /chain
            calls:
              user: { service: users, get: /u }
              orders: { service: orders, get: /o }
              payments: { service: payments, get: "/p/{user.id || 'none'}" }
            """
        let composing = try Composing(endpoint) { _ in .never }
        let response = try composing.response(.get(), cancelledAfter: .milliseconds(10))
        #expect(composing.transport.calls.map(\.host) == ["users", "orders"])
        #expect(response.calls.map(\.outcome) == [.failed(.canceled), .failed(.canceled), .failed(.canceled)])
    }

    @Test func aClientThatLeavesCancelsEveryCall() throws {
        let composing = try Composing(Self.profile) { _ in .never }
        let response = try composing.response(.get("7"), cancelledAfter: .milliseconds(50))
        #expect(composing.transport.calls.map(\.canceledAt) == [.zero + .milliseconds(50), .zero + .milliseconds(50)])
        #expect(response.calls.map(\.outcome) == [.failed(.canceled), .failed(.canceled), .failed(.canceled)])
    }

    @Test func invalidJSONFailsTheCallAndSaysWhere() throws {
        let response = try Composing(Self.profile) { call in
            call.host == "payments" ? .body("[1,\n2,,3]") : Self.healthy(call)
        }.response()
        #expect(response.calls[2].outcome == .failed(.invalidJSON))
        #expect(response.calls[2].message?.contains("line 2") == true)
    }

    @Test func aRequestBodyThatIsNotJSONIsTheClientsMistake() throws {
        let endpoint = """
            endpoint: POST /orders
            calls:
              order: { service: orders, post: /orders, body: { user: body.user, lines: body.items } }
            """
        let composing = try Composing(endpoint, service: "propagate: false") { _ in .body(#"{"id":1}"#, status: 201) }
        let bad = try composing.response(.post(#"{"user":"#))
        #expect(bad.status == 400)
        #expect(composing.transport.calls.isEmpty)
        let good = try composing.response(.post(#"{"items":[1.50],"user":7}"#))
        #expect(good.text == #"{"order":{"id":1}}"#)
        #expect(composing.transport.calls.map(\.body) == [#"{"user":7,"lines":[1.50]}"#])
        #expect(composing.transport.calls[0].headers == ["content-type: application/json"])
    }

    /// The end of `two` and the news that the client has left come together: what reads it is not begun for nobody.
    @Test func whatWasReadyWhenTheClientLeftIsNotStarted() throws {
        let leaving = Mutex<Task<ComposedResponse, Never>?>(nil)
        let composing = try Composing(
            """
            endpoint: GET /x
            calls:
              one: { service: users, get: /one }
              two: { service: users, get: /two, otherwise: 2 }
              three: { service: orders, post: /three, body: { two: two } }
            """, service: "concurrency: { at-once: 1, waiting: 0 }"
        ) { call in
            leaving.withLock { $0?.cancel() }
            return .body("1", after: .milliseconds(10))
        }
        let (engine, transport) = (composing.engine, composing.transport)
        let response = transport.run {
            let task = Task(executorPreference: transport) {
                await engine.response(.get(), endpoint: 0, over: transport)
            }
            leaving.withLock { $0 = task }
            return await task.value
        }
        #expect(response?.calls.map(\.outcome) == [.failed(.canceled), .fallback(.overloaded), .failed(.canceled)])
        #expect(composing.transport.calls.map(\.target) == ["/one"])
        #expect(engine.serviceStates.allSatisfy { $0.running == 0 })
    }
}
