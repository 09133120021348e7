import HTTPTypes
import Synchronization
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// What becomes of responses that don't fit `expects`.
struct ExpectationTests {
    private static let schema = "{ type: object, required: [id], properties: { id: { type: integer } } }"

    private static func file(_ lines: String..., expects: String = schema, line: String = "GET /x/{id}") -> String {
        """
        endpoint: \(line)
        calls:
          user:
            service: users
            expects: \(expects)
        \(lines.map { "    " + $0 }.joined(separator: "\n"))
        response: user
        """
    }

    private static let get = #"get: "/{path.id}""#

    @Test func aResponseThatFitsIsTaken() throws {
        let composing = try Composing(Self.file(Self.get)) { _ in .body(#"{"id":7}"#) }
        #expect(try composing.response().text == #"{"id":7}"#)
    }

    @Test(arguments: [
        ("{}", #"expects: "id" is missing"#), (#"{"id":"7"}"#, "expects: /id must be an integer"),
        ("null", "expects: must be an object"),
        (#"{"id":1,"id":2}"#, #"expects: the name "id" is there twice in one object"#),
    ])
    func aResponseThatDoesNotFitFailsTheCall(body: String, message: String) throws {
        let composing = try Composing(Self.file(Self.get, "required: true")) { _ in .body(body) }
        let response = try composing.response()
        #expect(response.status == 502)
        #expect(response.calls.map(\.outcome) == [.failed(.unexpected)])
        #expect(response.calls[0].message == message)
        #expect(response.compositionStatus.contains("user;outcome=failed;reason=unexpected"))
        // The client isn't told what was expected.
        #expect(["must be", "missing", "twice", "/id"].allSatisfy { !response.text.contains($0) })
        #expect(response.text.contains("was not what it should be"))
    }

    @Test func otherwiseStandsInForIt() throws {
        let composing = try Composing(Self.file(Self.get, "otherwise: { id: 0 }")) { _ in .body("[]") }
        let response = try composing.response()
        #expect(response.text == #"{"id":0}"#)
        #expect(response.calls.map(\.outcome) == [.fallback(.unexpected)])
    }

    @Test func itIsAskedBeforeSelect() throws {
        let composing = try Composing(Self.file(Self.get, "select: id")) { _ in .body(#"{"id":7}"#) }
        #expect(try composing.response().text == "7")
    }

    @Test func itIsNotTriedAgainAndOpensNoBreaker() throws {
        let composing = try Composing(
            Self.file(Self.get, "retry: { attempts: 3, on: [5xx, bad_response, reset, timeout] }"),
            service: "breaker: { minimum-calls: 1, clients: 1 }"
        ) { _ in .body("[]") }
        for count in 1...5 {
            #expect(try composing.response().calls[0].outcome == .failed(.unexpected))
            #expect(composing.transport.calls.count == count)
        }
    }

    @Test(arguments: [
        ("accept: [2xx, { 404: null }]", 404, ""), ("accept: { 404: { id: 0 } }", 404, "[]"),
        ("accept: [2xx, { 204: false }]", 204, ""),
    ])
    func aValueOfAcceptIsNotAsked(accept: String, status: Int, body: String) throws {
        let composing = try Composing(Self.file(Self.get, accept)) { _ in .body(body, status: status) }
        #expect(try composing.response().calls[0].outcome == .ok)
    }

    @Test func anEmptyBodyIsNull() throws {
        let line = "POST /x"
        let refusing = try Composing(Self.file("post: /x", line: line)) { _ in .body("", status: 204) }
        #expect(try refusing.response(.post("{}")).calls[0].outcome == .failed(.unexpected))
        let taking = try Composing(Self.file("post: /x", expects: "{ type: 'null' }", line: line)) { _ in
            .body("", status: 204)
        }
        #expect(try taking.response(.post("{}")).calls[0].outcome == .ok)
    }

    @Test(arguments: [
        ("xml", "{ properties: { user: { type: object, required: ['@id'] } } }", #"<user id="7"/>"#, "<user/>"),
        ("form", "{ required: [a] }", "a=1", "b=1"),
        ("lines", "{ items: { type: integer } }", "1\n2\n", "1\nnull\n"),
    ])
    func whatIntoMakesOfABodyIsAsked(into: String, schema: String, good: String, bad: String) throws {
        for (body, outcome) in [(good, CallOutcome.ok), (bad, .failed(.unexpected))] {
            let composing = try Composing(Self.file(Self.get, "into: \(into)", expects: schema)) { _ in .body(body) }
            #expect(try composing.response().calls[0].outcome == outcome)
        }
    }

    @Test(arguments: [
        (#"{"data":{"id":7}}"#, CallOutcome.ok, 1), (#"{"data":{"id":"7"}}"#, .failed(.unexpected), 2),
        (#"{"data":{"id":7},"errors":[{"message":"x"}]}"#, .fallback(.graphQL), 2),
        (#"{"data":{"id":null},"errors":[{"message":"x"}]}"#, .failed(.unexpected), 2),
        (#"{"data":null,"errors":[{"message":"x"}]}"#, .failed(.graphQL), 2),
    ])
    func theDataOfGraphQLIsAsked(body: String, outcome: CallOutcome, requests: Int) throws {
        let composing = try Composing(
            Self.file("post: /graphql", #"graphql: { query: "{ id }" }"#, "safe: true", "cache: 1m", line: "POST /x")
        ) { _ in .body(body) }
        #expect(try composing.response(.post("{}")).calls[0].outcome == outcome)
        _ = try composing.response(.post("{}"))
        #expect(composing.transport.calls.count == requests)
    }

    @Test func eachValueIsAskedByItself() throws {
        let composing = try Composing(
            Self.file("each: \"split(path.id, ',')\"", "get: \"/{each}\"", "select: id")
        ) { .body($0.target == "/2" ? "{}" : #"{"id":1}"#) }
        let response = try composing.response(.get("1,2,3"))
        #expect(response.text == "[1,null,1]")
        #expect(response.calls[0].outcome == .fallback(.unexpected) && response.calls[0].failedItems == 1)
    }

    @Test func theResponseToABatchIsAskedWhole() throws {
        let composing = try Composing(
            Self.file(
                "each: \"split(path.id, ',')\"", "batch: 2", "get: \"/{each}\"",
                expects: "{ type: array, minItems: 2 }")
        ) { .body($0.target == "/3" ? "[3]" : "[1,2]") }
        let response = try composing.response(.get("1,2,3"))
        #expect(response.text == "[1,2,null]")
        #expect(response.calls[0].outcome == .fallback(.unexpected))
    }

    @Test(arguments: [("fail", CallOutcome.failed(.unexpected)), ("keep", .fallback(.unexpected))])
    func eachPageIsAsked(incomplete: String, outcome: CallOutcome) throws {
        let composing = try Composing(
            Self.file(
                Self.get, "pages: { cursor: next, items: data, incomplete: \(incomplete) }",
                expects: "{ required: [data], properties: { data: { type: array } } }")
        ) { .body($0.target == "/7" ? #"{"data":[1],"next":"b"}"# : #"{"next":"c"}"#) }
        let response = try composing.response()
        #expect(response.calls[0].outcome == outcome)
        #expect(composing.transport.calls.count == 2)
        if incomplete == "keep" { #expect(response.text == "[1]") }
    }

    // MARK: - Kept responses

    /// Gives one body after the other, and the last one for ever.
    private final class Bodies: Sendable {
        private let rest: Mutex<[String]>

        init(_ bodies: String...) { rest = Mutex(bodies) }

        func next() -> ScriptedResponse {
            rest.withLock { .body($0.count > 1 ? $0.removeFirst() : $0.first ?? "") }
        }
    }

    @Test func aResponseThatDoesNotFitIsNotKept() throws {
        let bodies = Bodies("[]", #"{"id":7}"#)
        let composing = try Composing(Self.file(Self.get, "cache: 1m")) { _ in bodies.next() }
        #expect(try composing.response().calls[0].outcome == .failed(.unexpected))
        #expect(try composing.response().calls[0].outcome == .ok)
        #expect(try composing.response().calls[0].outcome == .cached)
        #expect(composing.transport.calls.count == 2)
    }

    @Test func aStaleResponseStandsInForOneThatDoesNotFit() throws {
        let bodies = Bodies(#"{"id":7}"#, "[]")
        let composing = try Composing(Self.file(Self.get, "otherwise: stale")) { _ in bodies.next() }
        _ = try composing.response()
        let response = try composing.response()
        #expect(response.text == #"{"id":7}"#)
        #expect(response.calls[0].outcome == .stale(.unexpected))
    }

    /// Both make the same request; only one of them asks for something.
    @Test func whatAnotherCallHasKeptIsUsedOnlyIfItFits() throws {
        let file = """
            endpoint: GET /x/{id}
            calls:
              any: { service: users, get: /u, cache: 1m }
              user: { service: users, get: /u, cache: 1m, when: any, expects: \(Self.schema) }
            response: [any, user]
            """
        let misfit = try Composing(file) { _ in .body("[1]") }
        _ = try misfit.response()
        let response = try misfit.response()
        #expect(response.calls.map(\.outcome) == [.cached, .failed(.unexpected)])
        let fit = try Composing(file) { _ in .body(#"{"id":7}"#) }
        _ = try fit.response()
        #expect(try fit.response().calls.map(\.outcome) == [.cached, .cached])
        #expect(fit.transport.calls.count == 1)
    }

    /// Its worker serves others meanwhile only when that is over.
    @Test func theResponsesToOneRequestShareTheWork() throws {
        let tree =
            "{ anyOf: [{ items: { $ref: '#' }, contains: { const: 0 } }, { items: { $ref: '#' }, contains: { const: 0 } }] }"
        let costly = String(repeating: "[", count: 60) + "1" + String(repeating: "]", count: 60)
        let good = String(repeating: "[0,", count: 60) + "[0]" + String(repeating: "]", count: 60)
        let composing = try Composing(
            Self.file("each: \"split(path.id, ',')\"", "get: \"/{each}\"", expects: tree)
        ) { .body($0.target == "/20" ? good : costly) }
        #expect(try composing.response(.get("20")).calls[0].outcome == .ok)
        let response = try composing.response(.get((1...20).map(String.init).joined(separator: ",")))
        // None of them fits, also not the last one.
        #expect(response.calls[0].outcome == .failed(.unexpected))
    }

    /// All together they would take more work than there is for one request.
    @Test func whatIsCachedIsCheckedOnce() throws {
        let numbers = (1...1_000).reversed().map { "{ const: \($0) }" }.joined(separator: ", ")
        let file = """
            endpoint: GET /x/{id}
            calls:
              any: { service: users, get: /1, cache: 1m }
              user: { service: users, each: "split(path.id, ',')", get: "/{each}", cache: 1m, after: any, expects: { items: { anyOf: [\(numbers)] } } }
            response: [any, user]
            """
        let ones = [String](repeating: "1", count: 35).joined(separator: ",")
        let composing = try Composing(file) { _ in .body("[\(ones)]") }
        let response = try composing.response(.get([String](repeating: "1", count: 30).joined(separator: ",")))
        #expect(response.calls.map(\.failedItems) == [nil, nil])
        #expect(composing.transport.calls.count == 1)
    }

    // MARK: - Undo

    @Test func aWriteWhoseResponseDoesNotFitIsUndone() throws {
        let composing = try Composing(
            """
            endpoint: POST /x
            calls:
              user: { service: users, post: /u, expects: \(Self.schema), required: true, undo: { delete: /u } }
            response: user
            """
        ) { $0.method == "DELETE" ? .body("", status: 204) : .body("[]") }
        let response = try composing.response(.post("{}"))
        #expect(response.status == 502)
        #expect(composing.transport.calls.map(\.method) == ["POST", "DELETE"])
        #expect(response.compositionStatus.contains("undone"))
    }

    @Test func anUndoThatNeedsAResultThatDoesNotFitCannotBeMade() throws {
        let composing = try Composing(
            """
            endpoint: POST /x
            calls:
              user: { service: users, post: /u, expects: \(Self.schema), required: true, undo: { delete: "/u/{user.id}" } }
            response: user
            """
        ) { _ in .body(#"{"id":"7"}"#) }
        let response = try composing.response(.post("{}"))
        #expect(response.status == 502)
        #expect(composing.transport.calls.map(\.method) == ["POST"])
        #expect(response.compositionStatus.contains("undo_failed"))
    }

    @Test func anOptionalWriteWhoseResponseDoesNotFitStays() throws {
        let composing = try Composing(
            """
            endpoint: POST /x
            calls:
              user: { service: users, post: /u, expects: \(Self.schema), undo: { delete: /u } }
              other: { service: users, post: /o }
            response: { user: user, other: other }
            """
        ) { .body($0.target == "/u" ? "[]" : "1") }
        let response = try composing.response(.post("{}"))
        #expect(response.status == 200 && response.text == #"{"user":null,"other":1}"#)
        #expect(Set(composing.transport.calls.map(\.target)) == ["/u", "/o"])
    }

    // MARK: - Warnings

    private final class Events: ServiceObserver {
        let events = Mutex<[ServiceEvent]>([])

        func serviceChanged(_ event: ServiceEvent) { events.withLock { $0.append(event) } }
    }

    @Test func withWarnItIsTakenCountedAndReported() throws {
        let observer = Events()
        let composing = try Composing(
            Self.file(Self.get, expects: "{ schema: \(Self.schema), on-mismatch: warn }"), observer: observer
        ) { _ in .body(#"{"id":"7"}"#) }
        #expect(try composing.response().text == #"{"id":"7"}"#)
        #expect(try composing.response().calls[0].outcome == .ok)
        #expect(composing.engine.serviceStates.map(\.unexpected) == [2, 0, 0])
        let events = observer.events.withLock {
            $0.filter { $0.change == .unexpected(endpoint: "GET /x/{id}", call: "user") }
        }
        #expect(events.map(\.reason) == ["/id must be an integer", "/id must be an integer"])
    }

    @Test func withWarnWhatIsCachedIsCountedOnce() throws {
        let composing = try Composing(
            Self.file(Self.get, "cache: 1m", expects: "{ schema: \(Self.schema), on-mismatch: warn }")
        ) { _ in .body("[]") }
        #expect(try composing.response().calls[0].outcome == .ok)
        #expect(try composing.response().calls[0].outcome == .cached)
        #expect(composing.engine.serviceStates[0].unexpected == 1)
    }

    /// A service chooses the names in its responses.
    @Test func whatIsSaidOfALongNameIsShort() throws {
        let name = String(repeating: "ä\\n", count: 10_000)
        let composing = try Composing(Self.file(Self.get, expects: "{ additionalProperties: { type: integer } }")) {
            _ in
            .body("{\"\(name)\":{\"\(name)\":1}}")
        }
        let message = try #require(try composing.response().calls[0].message)
        #expect(message.utf8.count < 600)
    }
}
