import HTTPTypes
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

struct DependencyTests {
    private static func chain(_ second: String) -> String {
        """
        endpoint: GET /chain
        calls:
          user: { service: users, get: /u }
          orders: { service: orders, get: /fixed }
          payments: { service: payments, \(second) }
        """
    }

    @Test func aCallWhoseInputFailedIsNotMade() throws {
        let composing = try Composing(Self.chain("get: '/p/{user.id}'")) { call in
            call.host == "users" ? .body("", status: 500) : .body("1")
        }
        let response = try composing.response(.get())
        #expect(composing.transport.calls.map(\.host) == ["users", "orders"])
        #expect(response.calls[2].outcome == .failed(.dependency))
        #expect(response.text == #"{"user":null,"orders":1,"payments":null}"#)
    }

    @Test(arguments: ["user.id, b: orders", "orders, b: user.id"])
    func aFailedInputSaysMoreThanASkippedOne(read: String) throws {
        let endpoint = """
            endpoint: GET /chain
            calls:
              user: { service: users, get: /u }
              orders: { service: orders, get: /o, when: "`false`" }
              payments: { service: payments, get: /p, query: { a: \(read) } }
            """
        let composing = try Composing(endpoint) { _ in .failure(.reset) }
        #expect(try composing.response(.get()).calls[2].outcome == .failed(.dependency))
    }

    @Test func aCallThatCopesWithNullIsMadeWithoutItsInput() throws {
        let composing = try Composing(Self.chain(#"get: "/p/{user.id || 'none'}""#)) { call in
            call.host == "users" ? .failure(.reset) : .body("1")
        }
        _ = try composing.response(.get())
        #expect(composing.transport.calls.last?.target == "/p/none")
    }

    @Test func aCallThatReadsMetaIsMadeWhenItsInputFailed() throws {
        let composing = try Composing(
            Self.chain(#"get: /p, query: { why: meta.user.reason, status: meta.user.status }"#)
        ) {
            $0.host == "users" ? .body("", status: 500) : .body("1")
        }
        _ = try composing.response(.get())
        #expect(composing.transport.calls.last?.target == "/p?why=status&status=500")
    }

    @Test func aFallbackIsAnInputLikeAnyOther() throws {
        let endpoint = """
            endpoint: GET /chain
            calls:
              user: { service: users, get: /u, otherwise: { id: 0 } }
              payments: { service: payments, get: "/p/{user.id}" }
            """
        let composing = try Composing(endpoint) { $0.host == "users" ? .failure(.connect) : .body("[]") }
        let response = try composing.response(.get())
        #expect(composing.transport.calls.last?.target == "/p/0")
        #expect(response.text == #"{"user":{"id":0},"payments":[]}"#)
    }

    @Test(arguments: [("vip=yes", 2, "ok"), ("", 1, "skipped"), ("vip=", 1, "skipped")])
    func whenDecidesWhetherACallIsMade(query: String, calls: Int, outcome: String) throws {
        let endpoint = """
            endpoint: GET /when
            calls:
              user: { service: users, get: /u }
              payments: { service: payments, get: /p, when: query.vip }
            """
        let composing = try Composing(endpoint) { _ in .body("1") }
        let response = try composing.response(.get(query: query))
        #expect(composing.transport.calls.count == calls)
        #expect(response.calls[1].outcome.label == outcome)
        #expect(response.header("cache-control") == nil)
    }

    @Test func whatReadsASkippedCallIsSkipped() throws {
        let endpoint = """
            endpoint: GET /when
            calls:
              user: { service: users, get: /u, when: query.vip }
              orders: { service: orders, get: /o }
              payments: { service: payments, get: "/p/{user.id}" }
            """
        let response = try Composing(endpoint) { _ in .body("1") }.response(.get())
        #expect(response.status == 200)
        #expect(response.compositionStatus == "user;outcome=skipped, orders;outcome=ok;ms=0, payments;outcome=skipped")
    }

    @Test func aRequiredCallWhoseInputFailedAnswersForTheInput() throws {
        let composing = try Composing(Self.chain("get: '/p/{user.id}', required: true")) { call in
            call.host == "users" ? .body("", status: 404, after: .milliseconds(1)) : .never
        }
        let response = try composing.response(.get())
        #expect(response.status == 404)
        #expect(response.text.contains(#""call":"user","reason":"status","status":404"#))
        #expect(response.text.contains(#""call":"payments","reason":"dependency""#))
        #expect(composing.transport.calls[1].canceledAt == .zero + .milliseconds(1))
    }

    @Test func aStatusCanStandForAValue() throws {
        let endpoint = """
            endpoint: GET /maybe
            calls:
              user: { service: users, get: /u, required: true, accept: { 404: null } }
              orders: { service: orders, get: /o, accept: [200, 404] }
            """
        let response = try Composing(endpoint) { call in
            call.host == "users" ? .body("not json", status: 404) : .body(#"{"none":true}"#, status: 404)
        }.response(.get())
        #expect(response.status == 200)
        #expect(response.text == #"{"user":null,"orders":{"none":true}}"#)
    }

    @Test func selectShapesTheResponseAndReadsTheDocumentThroughTheRoot() throws {
        let endpoint = """
            endpoint: GET /select/{id}
            calls:
              orders: { service: orders, get: /o, select: "items[?user == $.path.id].total" }
            """
        let response = try Composing(endpoint) { _ in
            .body(#"{"items":[{"user":"7","total":1.0},{"user":"8","total":2},{"user":"7","total":3}]}"#)
        }.response(.get("7"))
        #expect(response.text == #"{"orders":[1.0,3]}"#)
    }

    @Test func selectKnowsTheTime() throws {
        let endpoint = """
            endpoint: GET /select
            calls:
              user: { service: users, get: /u, select: "{ at: now() }" }
            """
        let response = try Composing(endpoint) { _ in .body("{}") }.response(
            ClientRequest(id: "r", method: .get, secondsSince1970: 42))
        #expect(response.text == #"{"user":{"at":42}}"#)
    }

    @Test func theClientsAddressIsRead() throws {
        let endpoint = """
            endpoint: GET /x
            calls:
              user: { service: users, get: /u, query: { from: client.address } }
            response: { client: client, user: user }
            """
        let response = try Composing(endpoint) { _ in .body("1") }.response(
            ClientRequest(id: "r", method: .get, clientAddress: "2001:db8::1"))
        #expect(response.text == #"{"client":{"address":"2001:db8::1","auth":null,"certificate":null},"user":1}"#)
    }

    @Test(arguments: [(200, "failed"), (201, "ok"), (202, "ok"), (204, "ok"), (205, "ok")])
    func nothingIsAResponseToAGetWhereTheStatusSaysSo(status: Int, outcome: String) throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              order: { service: orders, get: /o, otherwise: 0 }
              user: { service: users, get: /u }
            """
        let response = try Composing(endpoint) { $0.host == "orders" ? .body("", status: status) : .body("1") }
            .response(.post(""))
        #expect(response.calls[0].outcome == (outcome == "ok" ? .ok : .fallback(.invalidJSON)))
    }

    @Test func aSkippedCallIsNoFailure() throws {
        let endpoint = """
            endpoint: GET /x
            calls:
              user: { service: users, get: /u, when: query.vip }
              orders: { service: orders, get: /o }
            """
        let response = try Composing(endpoint) { _ in .failure(.connect) }.response(.get())
        #expect(response.status == 200)
        #expect(response.text == #"{"user":null,"orders":null}"#)
    }

    @Test func textIsTakenAsAString() throws {
        let endpoint = """
            endpoint: GET /text
            calls:
              user: { service: users, get: /u, into: text }
              orders: { service: orders, get: /o, into: text }
            """
        let response = try Composing(endpoint) { call in
            guard call.host == "users" else { return .result(.response(UpstreamResponse(status: 200, body: [0xff]))) }
            return .body("a \"b\"\n")
        }.response(.get())
        #expect(response.text == #"{"user":"a \"b\"\n","orders":null}"#)
        #expect(response.calls[1].outcome == .failed(.badResponse))
    }
}
