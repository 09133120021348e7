import HTTPTypes
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

struct EachTests {
    /// Orders name users; each is asked for.
    private static func join(_ keys: String, response: String = "users") -> String {
        """
        endpoint: GET /join
        calls:
          orders: { service: orders, get: /orders }
          users: { service: users, \(keys) }
        response: \(response)
        """
    }

    /// Answers `/orders` with these user ids, and `/u/ID` with `{"id":ID}`.
    private static func services(_ ids: String) -> @Sendable (ScriptedCall) -> ScriptedResponse {
        { call in
            if call.host == "orders" { return .body(ids) }
            let id = call.target.split(separator: "/").last ?? ""
            return id == "404" ? .body("", status: 404) : .body("{\"id\":\(id)}")
        }
    }

    @Test func aCallIsMadeOncePerDistinctValueInOrder() throws {
        let composing = try Composing(
            Self.join("each: orders, get: '/u/{each}'"), Self.services("[3, 1, null, 3, \"1\", 2]"))
        let response = try composing.response(.get())
        #expect(composing.transport.calls.dropFirst().map(\.target) == ["/u/3", "/u/1", "/u/2"])
        #expect(response.text == #"[{"id":3},{"id":1},{"id":2}]"#)
        #expect(response.compositionStatus == "orders;outcome=ok;ms=0, users;outcome=ok;attempts=3;ms=0")
    }

    @Test func aKeyMakesAnObjectByValue() throws {
        let composing = try Composing(
            Self.join("each: orders, key: id, get: '/u/{each}', select: 'id'"), Self.services("[3, 1]"))
        #expect(try composing.response(.get()).text == #"{"3":3,"1":1}"#)
    }

    @Test(arguments: [("null", "", "[]"), ("[]", "", "[]"), ("[null]", "", "[]"), ("[]", "key: id, ", "{}")])
    func noValueMakesNoCall(ids: String, key: String, expected: String) throws {
        let composing = try Composing(Self.join("each: orders, \(key)get: '/u/{each}'"), Self.services(ids))
        let response = try composing.response(.get())
        #expect(composing.transport.calls.count == 1)
        #expect(response.text == expected)
        #expect(response.status == 200)
    }

    @Test func anEachOverTheResultOfAnEach() throws {
        let composing = try Composing(
            """
            endpoint: GET /chain
            calls:
              orders: { service: orders, get: /orders }
              users: { service: users, each: orders, at-most: 20, get: "/u/{each}" }
              payments: { service: payments, each: "users[].id", get: "/p/{each}", key: id }
            response: payments
            """
        ) { call in
            switch call.host {
            case "orders": .body("[1,2]")
            case "users": .body("{\"id\":\"u\(call.target.last ?? "x")\"}")
            default: .body("\"\(call.target)\"")
            }
        }
        #expect(try composing.response(.get()).text == #"{"u1":"/p/u1","u2":"/p/u2"}"#)
    }

    @Test func selectSeesTheValueAndTheDocument() throws {
        let composing = try Composing(
            Self.join("each: orders, get: '/u/{each}', select: \"{n: $.each, all: length($.orders)}\""),
            Self.services("[5, 6]"))
        #expect(try composing.response(.get()).text == #"[{"n":5,"all":2},{"n":6,"all":2}]"#)
    }

    @Test func valuesMayBeObjects() throws {
        let composing = try Composing(
            Self.join("each: orders, get: '/u/{each.id}', headers: { x-n: '{each.n}' }"),
            Self.services(#"[{"id":1,"n":"a"},{"id":2,"n":"b"},{"id":1,"n":"a"}]"#))
        #expect(try composing.response(.get()).text == #"[{"id":1},{"id":2}]"#)
        #expect(composing.transport.calls.dropFirst().map { $0.headers.first } == ["x-n: a", "x-n: b"])
    }

    @Test func onlySoManyRunAtOnce() throws {
        let composing = try Composing(Self.join("each: orders, parallel: 2, get: '/u/{each}'")) { call in
            call.host == "orders" ? .body("[1,2,3,4,5]") : .body("1", after: .milliseconds(10))
        }
        _ = try composing.response(.get())
        #expect(
            composing.transport.calls.dropFirst().map(\.startedAt.nanoseconds)
                == [0, 0, 10, 10, 20].map { $0 * 1_000_000 })
    }

    @Test func tooManyValuesAreAFailureAndNoCalls() throws {
        let composing = try Composing(
            Self.join("each: orders, at-most: 2, get: '/u/{each}'", response: "{ o: orders, u: users }"),
            Self.services("[1,2,3]"))
        let response = try composing.response(.get())
        #expect(composing.transport.calls.count == 1)
        #expect(response.calls[1].outcome == .failed(.tooMany))
        #expect(response.calls[1].message == "there are more values than the 2 that `at-most` allows")
        #expect(response.text == #"{"o":[1,2,3],"u":null}"#)
    }

    @Test func whatIsNoArrayIsAFailure() throws {
        let composing = try Composing(
            Self.join("each: orders, get: '/u/{each}'", response: "{ o: orders, u: users }"), Self.services("7"))
        let response = try composing.response(.get())
        #expect(response.calls[1].outcome == .failed(.expression))
        #expect(response.calls[1].message == "`orders` is no array, which `each` takes")
    }

    @Test func whereSomeFailTheOthersStay() throws {
        let composing = try Composing(
            Self.join("each: orders, get: '/u/{each}', otherwise: []"), Self.services("[1, 404, 3]"))
        let response = try composing.response(.get())
        #expect(response.text == #"[{"id":1},null,{"id":3}]"#)
        #expect(response.calls[1].outcome == .fallback(.status))
        #expect(response.calls[1].failedItems == 1)
        #expect(response.header("cache-control") == "no-store")
        #expect(
            response.compositionStatus
                == "orders;outcome=ok;ms=0, users;outcome=fallback;reason=status;failed=1;attempts=3;ms=0")
    }

    @Test func whereAllFailTheFallbackIsForTheWhole() throws {
        let composing = try Composing(
            Self.join("each: orders, get: '/u/{each}', otherwise: [{ id: 0 }]"), Self.services("[404, \"x/404\"]"))
        let response = try composing.response(.get())
        #expect(response.text == #"[{"id":0}]"#)
        #expect(response.calls[1].outcome == .fallback(.status))
    }

    @Test func whereItIsRequiredNoneMayFail() throws {
        let composing = try Composing(
            Self.join("each: orders, get: '/u/{each}', parallel: 1, required: true"), Self.services("[1, 404, 3, 4]"))
        let response = try composing.response(.get())
        #expect(response.status == 404)
        #expect(composing.transport.calls.count == 3)
        #expect(response.calls[1].outcome == .failed(.status))
    }

    @Test func aValueThatCanNotBeSentFailsAlone() throws {
        let composing = try Composing(Self.join("each: orders, get: '/u/{each}'"), Self.services(#"[1, "..", 3]"#))
        let response = try composing.response(.get())
        #expect(response.text == #"[{"id":1},null,{"id":3}]"#)
        #expect(response.calls[1].outcome == .fallback(.expression))
    }

    @Test func theTimeoutIsForAllOfThem() throws {
        let composing = try Composing(
            Self.join("each: orders, parallel: 1, timeout: 25ms, get: '/u/{each}', otherwise: []")
        ) { call in
            call.host == "orders" ? .body("[1,2,3,4,5]") : .body("1", after: .milliseconds(10))
        }
        let response = try composing.response(.get())
        #expect(response.text == "[1,1,null,null,null]")
        #expect(response.calls[1].duration == .milliseconds(25))
        #expect(composing.transport.calls.count == 4)
    }

    /// Values that the client sent are the client's to mend.
    @Test(arguments: [
        #"["a",""]"#, #"["a",".."]"#, "[1,2,3,4]", "7", "[{}]",
    ])
    func whatAClientAsksForInVainIsItsMistake(ids: String) throws {
        let endpoint = """
            endpoint: POST /x
            calls: { one: { service: users, each: body.ids, at-most: 3, get: "/u/{each}", required: true } }
            """
        let composing = try Composing(endpoint) { _ in .body("1") }
        #expect(try composing.response(.post("{\"ids\":\(ids)}")).status == 400)
        let ours = try Composing(
            endpoint.replacing("calls: {", with: "calls: { body_: { service: orders, get: /o },").replacing(
                "body.ids", with: "body_.ids")
        ) { $0.host == "orders" ? .body("{\"ids\":\(ids)}") : .body("1") }
        #expect(try ours.response(.post("{}")).status == 502)
    }

    @Test func aClientThatLeavesEndsIt() throws {
        let composing = try Composing(Self.join("each: orders, parallel: 2, get: '/u/{each}'")) { call in
            call.host == "orders" ? .body("[1,2,3,4,5,6,7]") : .body("1", after: .milliseconds(10))
        }
        _ = try composing.response(.get(), cancelledAfter: .milliseconds(5))
        #expect(composing.transport.calls.count == 3)
    }

    @Test func valuesThatMakeTheSameRequestShareIt() throws {
        let composing = try Composing(Self.join("each: orders, get: '/u/{each.user}'")) { call in
            call.host == "orders"
                ? .body(#"[{"id":1,"user":5},{"id":2,"user":5},{"id":3,"user":6}]"#)
                : .body("\"\(call.target)\"", after: .milliseconds(1))
        }
        #expect(try composing.response(.get()).text == #"["/u/5","/u/5","/u/6"]"#)
        #expect(composing.transport.calls.count == 3)
    }

    @Test func valuesOfAnEachThatAreLateHaveTheirLastResponses() throws {
        let turns = Turns([.body("[1,2]"), .body("[1,2]", after: .milliseconds(290))])
        let composing = try Composing(
            """
            endpoint: GET /x
            deadline: 300ms
            calls:
              orders: { service: orders, get: /o }
              users: { service: users, each: orders, parallel: 1, get: "/u/{each}", otherwise: stale }
            response: users
            """
        ) { $0.host == "orders" ? turns.take() : .body("\"\($0.target)\"", after: .milliseconds(20)) }
        #expect(try composing.response(.get()).text == #"["/u/1","/u/2"]"#)
        let late = try composing.response(.get())
        #expect(late.text == #"["/u/1","/u/2"]"#)
        #expect(late.calls[1].outcome == .stale(.timeout))
        #expect(composing.transport.calls.count { $0.host == "users" } == 3)
    }
}
