import HTTPTypes
import Testing
import TuttiEngine
import TuttiSimulation
import TuttiUpstream

/// `let` of an endpoint: values under names.
struct LetTests {
    private static let three = """
        calls:
          orders: { service: orders, get: /o }
          user: { service: users, get: "/u/{first}" }
        let:
          ids: orders[].id
          first: ids[0]
          total: sum(orders[].total)
        response: { user: user, total: total, half: total / `2` }
        """

    private static func composing(
        _ text: String = "endpoint: GET /x\nfields: true\n" + three,
        orders: String = #"[{"id":7,"total":4},{"id":8,"total":6}]"#
    ) throws -> Composing {
        try Composing(text) { call in .body(call.host == "orders" ? orders : "\"\(call.target)\"") }
    }

    @Test func valuesAreReadByCallsTheResponseAndEachOther() throws {
        let response = try Self.composing().response()
        #expect(response.text == #"{"user":"/u/7","total":10,"half":5}"#)
    }

    @Test func aCallWaitsForWhatItsValuesRead() throws {
        let composing = try Self.composing()
        _ = try composing.response()
        #expect(composing.transport.calls.map(\.host) == ["orders", "users"])
    }

    @Test func aValueThatCannotBeComputedFailsWhatReadsIt() throws {
        let response = try Self.composing(orders: #"[{"id":7,"total":"a"}]"#).response()
        #expect(response.text == #"{"user":"/u/7","total":null,"half":null}"#)
        #expect(response.compositionStatus.contains(#"pointer="/total""#))
        #expect(response.responseFailures.count == 2)
        #expect(response.responseFailures.first?.contains("`total`, which can't be computed") == true)
    }

    @Test func aCallThatReadsSuchAValueFailsAsItsExpression() throws {
        let composing = try Composing(
            """
            endpoint: GET /x
            calls: { user: { service: users, get: "/u/{length_of}" } }
            let: { length_of: "length(query.n) + `1`" }
            response: user
            """
        ) { _ in .body("1") }
        let response = try composing.response()
        #expect(response.status == 400)
        #expect(response.compositionStatus.contains("reason=expression"))
        #expect(composing.transport.calls.isEmpty)
        #expect(try composing.response(.get(query: "n=abc")).status == 200)
        #expect(composing.transport.calls.map(\.target) == ["/u/4"])
    }

    @Test func valuesAreWorkedOutForTheChosenPartsAlone() throws {
        let composing = try Self.composing(orders: #"[{"id":7,"total":"a"}]"#)
        let response = try composing.response(.get(query: "fields=user"))
        #expect(response.text == #"{"user":"/u/7"}"#)
        #expect(response.responseFailures.isEmpty)
    }

    @Test func aCallThatFailedIsNullToAValue() throws {
        let composing = try Composing(
            """
            endpoint: GET /x
            calls:
              user: { service: users, get: /u }
              orders: { service: orders, get: "/o/{tier}" }
            let: { tier: "user.tier || 'basic'" }
            response: { orders: orders }
            """
        ) { call in call.host == "users" ? .failure(.timeout) : .body("\"\(call.target)\"") }
        #expect(try composing.response().text == #"{"orders":"/o/basic"}"#)
    }

    @Test(arguments: [
        // What `when` reads fails the call, what is read behind it doesn't where it is skipped.
        ("get: \"/u/{n}\", when: query.ids", "skipped", 200), ("get: /u, when: n", "failed;reason=expression", 200),
        ("get: \"/u/{n}\", when: query.ids, required: true", "skipped", 200),
        // What can't be computed is no right.
        ("get: /u, needs: \"n == `1`\"", "skipped;reason=forbidden", 200),
        ("get: \"/u/{n}\", needs: \"n == `1`\", required: true", "failed;reason=forbidden", 403),
        // `else` is read where the call is skipped, and there alone.
        ("get: /u, when: { if: query.ids == null, else: n }", "ok", 200),
        ("get: /u, when: { if: query.ids, else: n }", "failed;reason=expression", 200),
        ("get: /u, when: { if: query.ids, else: { n: n } }", "failed;reason=expression", 200),
        ("get: \"/u/{n}\", when: { if: query.ids, else: [] }", "skipped", 200),
    ])
    func aValueThatCannotBeComputedFailsAsWhatReadsItWould(call: String, outcome: String, status: Int) throws {
        let composing = try Composing(
            """
            endpoint: GET /x
            calls: { user: { service: users, \(call) }, other: { service: users, get: /o } }
            let: { n: length(query.ids) }
            response: { user: user, other: other }
            """
        ) { _ in .body("1") }
        let response = try composing.response()
        #expect(response.status == status)
        #expect(response.compositionStatus.hasPrefix("user;outcome=\(outcome)"), "\(response.compositionStatus)")
    }

    @Test func theValueOfASkippedCallsElseFailsItAlsoWhereItReadsASkippedCall() throws {
        let composing = try Composing(
            """
            endpoint: GET /x
            calls:
              first: { service: orders, get: /o, when: query.a }
              second: { service: users, get: "/u/{first.id}", when: { if: path, else: [n] } }
            let: { n: length(query.ids) }
            response: { second: second }
            """
        ) { _ in .body("1") }
        #expect(try composing.response().compositionStatus.contains("second;outcome=failed;reason=expression"))
    }

    @Test(arguments: ["query_all.id", "body.ids"])
    func tooManyValuesUnderANameAreTheClientsMistake(values: String) throws {
        let composing = try Composing(
            """
            endpoint: POST /x
            calls: { user: { service: users, each: ids, at-most: 2, get: "/u/{each}", required: true } }
            let: { ids: \(values) }
            response: { user: user }
            """
        ) { _ in .body("1") }
        let response = try composing.response(
            ClientRequest(id: "r1", method: .post, query: "id=1&id=2&id=3", body: Array(#"{"ids":[1,2,3]}"#.utf8)))
        #expect(response.status == 400)
        #expect(composing.transport.calls.isEmpty)
    }

    @Test func aPlaceholderOfAValueUnderANameIsTheClientsMistakeInAnEachToo() throws {
        let composing = try Composing(
            """
            endpoint: POST /x
            calls: { user: { service: users, each: ids, at-most: 2, get: "/u/{each}", required: true } }
            let: { ids: body.ids }
            response: { user: user }
            """
        ) { _ in .body("1") }
        #expect(try composing.response(.post(#"{"ids":[""]}"#)).status == 400)
    }

    @Test func statusHeadersAndFallbacksReadValues() throws {
        let composing = try Composing(
            """
            endpoint: GET /x
            status: code
            response-headers: { x-total: "{total}" }
            calls:
              orders: { service: orders, get: /o, otherwise: { total: total } }
              user: { service: users, get: /u }
            let:
              total: user.n
              code: "total ? `203` : `200`"
            response: { orders: orders }
            """
        ) { call in call.host == "orders" ? .failure(.timeout) : .body(#"{"n":5}"#) }
        let response = try composing.response()
        #expect(response.status == 203)
        #expect(response.header("x-total") == "5")
        #expect(response.text == #"{"orders":{"total":5}}"#)
    }
}
