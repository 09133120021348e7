import Testing
import TuttiEngine
import TuttiSimulation

/// `when: { if: …, else: … }`: what a call gives that is skipped.
struct SkippedCallTests {
    private static func composing(_ second: String) throws -> Composing {
        try Composing(
            """
            endpoint: GET /x
            calls:
              first: { service: orders, get: /o }
              second: { service: orders, get: "/o?page={first.next}", select: data, when: \(second) }
              third: { service: users, get: /u, query: { ids: second } }
            response: { all: "concat(first.data, second)", third: third }
            """
        ) { call in
            if call.host == "users" { return .body("\"\(call.target)\"") }
            return .body(call.target.contains("page") ? #"{"data":[2]}"# : #"{"data":[1],"next":null}"#)
        }
    }

    @Test func theValueOfElseStandsInForASkippedCall() throws {
        let response = try Self.composing("{ if: first.next, else: [] }").response()
        #expect(response.text == #"{"all":[1],"third":"/u"}"#)
        #expect(response.compositionStatus.contains("second;outcome=skipped,"))
        #expect(response.header("cache-control") == nil)
    }

    @Test func withoutElseItIsNullAndCallsThatReadItAreSkipped() throws {
        let response = try Self.composing("first.next").response()
        #expect(response.text == #"{"all":null,"third":null}"#)
        #expect(response.compositionStatus.contains("third;outcome=skipped"))
    }

    @Test func theValueMayBeAnExpression() throws {
        let response = try Self.composing("{ if: first.next, else: [first.data, path] }").response()
        #expect(response.text.hasPrefix(#"{"all":[1,[1],"#))
    }

    @Test func itStandsInAlsoWhereTheCallReadsASkippedOne() throws {
        let composing = try Composing(
            """
            endpoint: GET /x
            calls:
              first: { service: orders, get: /o, when: query.a }
              second: { service: users, get: "/u/{first.id}", when: { if: first.id, else: [] } }
            response: { second: second }
            """
        ) { _ in .body("1") }
        #expect(try composing.response().text == #"{"second":[]}"#)
    }

    @Test func aValueThatCannotBeComputedFailsTheCall() throws {
        let composing = try Composing(
            """
            endpoint: GET /x
            calls:
              first: { service: orders, get: /o }
              second: { service: users, get: /u, when: { if: query.a, else: length(first.n) } }
            response: { first: first, second: second }
            """
        ) { _ in .body("{}") }
        let response = try composing.response()
        #expect(response.compositionStatus.contains("second;outcome=failed;reason=expression"))
    }

    @Test func aPartThatShowsTheCallAloneShowsTheValueAsItIs() throws {
        let composing = try Composing(
            """
            endpoint: GET /x
            calls: { orders: { service: orders, get: /o, when: { if: query.a, else: [] } } }
            response: { ids: "orders.items[].id" }
            """
        ) { _ in .body("{}") }
        #expect(try composing.response().text == #"{"ids":[]}"#)
    }
}
