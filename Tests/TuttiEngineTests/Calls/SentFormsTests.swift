import HTTPTypes
import Testing
import TuttiEngine
import TuttiPlan
import TuttiSimulation
import TuttiUpstream

/// Bodies for services that are no JSON: `form` and `graphql`.
struct SentFormsTests {
    private func composing(
        _ content: String, headers: String = "", _ body: String = "null"
    ) throws -> Composing {
        try Composing(
            """
            endpoint: POST /x
            calls:
              user:
                service: users
                post: /u
            \(headers)
                \(content)
            response: user
            """
        ) { _ in .body(body) }
    }

    @Test(arguments: [
        (
            "{ a: \"'x y'\", b: [\"'1'\", '`2`', '`true`'], c: null, d: body.d }", #"{"d":"ä&="}"#,
            "a=x+y&b=1&b=2&b=true&d=%C3%A4%26%3D"
        ),
        ("body", #"{"a":"1","b":[2,null,"3"]}"#, "a=1&b=2&b=3"),
        ("body.x", "{}", nil),
        ("{ a: body.x }", "{}", ""),
        ("\"merge(body, {b: 'c'})\"", #"{"a":1.50}"#, "a=1.50&b=c"),
    ])
    func anObjectIsSentAsAForm(form: String, body: String, expected: String?) throws {
        let composing = try composing("form: \(form)")
        let response = try composing.response(.post(body))
        #expect(response.status == 200)
        let call = try #require(composing.transport.calls.first)
        #expect(call.body == (expected.map { $0.isEmpty ? "" : $0 } ?? ""))
        let type = call.headers.first { $0.hasPrefix("content-type: ") }
        #expect(type == (expected?.isEmpty == false ? "content-type: application/x-www-form-urlencoded" : nil))
    }

    @Test(arguments: [("body", "[1]"), ("{ a: body }", #"{"b":1}"#), ("{ a: body.b }", #"{"b":[[1]]}"#)])
    func whatIsNoFormIsNotSent(form: String, body: String) throws {
        let composing = try composing("form: \(form)")
        let response = try composing.response(.post(body))
        #expect(response.calls[0].outcome == .failed(.expression) && composing.transport.calls.isEmpty)
    }

    private static let query =
        #"graphql: { query: "query ($id: ID!) { user(id: $id) { name } }", variables: { id: body.id } }"#

    @Test func aQueryIsSentWithItsVariables() throws {
        let composing = try composing(Self.query, #"{"data":{"user":{"name":"Ada"}}}"#)
        let response = try composing.response(.post(#"{"id":"7\") { secrets }"}"#))
        #expect(response.text == #"{"user":{"name":"Ada"}}"#)
        let call = try #require(composing.transport.calls.first)
        #expect(
            call.body
                == #"{"query":"query ($id: ID!) { user(id: $id) { name } }","variables":{"id":"7\") { secrets }"}}"#)
        #expect(call.headers.contains("content-type: application/json"))
        #expect(call.headers.contains("accept: application/graphql-response+json, application/json;q=0.9"))
    }

    @Test(arguments: [
        (#"{"data":{"a":1}}"#, #"{"a":1}"#, "ok", nil),
        (#"{"data":{"a":1},"errors":[]}"#, #"{"a":1}"#, "ok", nil),
        (#"{"data":null}"#, "null", "ok", nil),
        (
            #"{"data":{"a":null},"errors":[{"message":"no a"},{"message":"b"}]}"#, #"{"a":null}"#, "fallback graphql",
            "2 errors, the first: no a"
        ),
        (#"{"data":null,"errors":[{"message":"no"}]}"#, "null", "failed graphql", "1 error: no"),
        (
            #"{"data":null,"errors":{"message":"no"}}"#, "null", "failed bad_response",
            "`errors` of the GraphQL response is an object, and not an array"
        ),
        (#"{"errors":[{"message":7}]}"#, "null", "failed graphql", "1 error"),
        (
            "{}", "null", "failed bad_response",
            "the body is no response to a GraphQL query: it has neither `data` nor `errors`"
        ),
        (
            "[]", "null", "failed bad_response",
            "the body is no response to a GraphQL query: it has neither `data` nor `errors`"
        ),
    ])
    func errorsAreSaid(body: String, text: String, outcome: String, message: String?) throws {
        let response = try composing(Self.query, body).response(.post(#"{"id":"7"}"#))
        let call = response.calls[0]
        if call.outcome.reason != nil, call.failedItems == nil {
            #expect(response.status == 502)
        } else {
            #expect(response.text == text)
        }
        #expect(
            ([call.outcome.label] + (call.outcome.reason.map { [$0.rawValue] } ?? [])).joined(separator: " ") == outcome
        )
        #expect(call.message == message)
        let status = response.headers.first { $0.name.canonicalName == "composition-status" }?.value ?? ""
        if outcome == "fallback graphql" {
            #expect(status.contains("user;outcome=fallback;reason=graphql") && status.contains(";failed=2"))
        }
    }

    /// A service may say a lot.
    @Test func aLongMessageIsCutOff() throws {
        let long = String(repeating: "ä", count: 10_000)
        let response = try composing(Self.query, #"{"errors":[{"message":"\#(long)"}]}"#)
            .response(.post(#"{"id":"7"}"#))
        #expect((response.calls[0].message?.utf8.count ?? 0) < 300)
    }

    @Test func aPartIsNotCached() throws {
        let composing = try Composing(
            """
            endpoint: POST /x
            calls:
              user: { service: users, post: /u, \(Self.query), otherwise: [null] }
            response: user
            """
        ) { _ in .body(#"{"data":{"a":1},"errors":[{"message":"x"}]}"#) }
        for _ in 0..<2 { #expect(try composing.response(.post("{}")).calls[0].outcome == .fallback(.graphQL)) }
        #expect(composing.transport.calls.count == 2)
    }
}
