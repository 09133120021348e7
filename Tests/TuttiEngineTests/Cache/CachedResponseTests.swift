import HTTPTypes
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

struct CachedResponseTests {
    private static func composing(_ keys: String, service: String = "", _ responses: [ScriptedResponse]) throws
        -> Composing
    {
        let turns = Turns(responses)
        return try Composing(
            """
            endpoint: GET /user/{id}
            calls: { user: { service: users, get: "/u/{path.id}", \(keys) } }
            response: { user: user, age: meta.user.age, outcome: meta.user.outcome }
            """, service: service
        ) { _ in turns.take() }
    }

    @Test func theLastGoodResponseStandsIn() throws {
        let composing = try Self.composing(
            "otherwise: stale", [.body("1"), .body("2"), .failure(.reset, after: .milliseconds(2500))].map { $0 })
        _ = try composing.response(.get("7"))
        _ = try composing.response(.get("7"))
        let response = try composing.response(.get("7"))
        #expect(response.calls[0].outcome == .stale(.timeout))
        #expect(response.text == #"{"user":2,"age":1,"outcome":"stale"}"#)
        #expect(response.compositionStatus == "user;outcome=stale;reason=timeout;age=1;ms=1000")
        #expect(response.header("cache-control") == "no-store")
        #expect(response.status == 200)
    }

    @Test func anotherRequestHasAnotherResponse() throws {
        let composing = try Self.composing("otherwise: [stale, \"'none'\"]", [.body("1"), .failure(.reset)])
        _ = try composing.response(.get("7"))
        let response = try composing.response(.get("8"))
        #expect(response.calls[0].outcome == .fallback(.reset))
        #expect(response.text.hasPrefix(#"{"user":"none""#))
    }

    @Test(arguments: [("[stale, { value: [] }]", "[]"), ("[stale, null]", "null"), ("[stale, path.x, 7]", "7")])
    func theLadderGoesOnWithValues(otherwise: String, value: String) throws {
        let text = otherwise.replacing("path.x", with: "query.x")
        let composing = try Self.composing("otherwise: \(text)", [.failure(.reset)])
        let response = try composing.response(.get("7"))
        #expect(response.text.hasPrefix("{\"user\":\(value),"))
        #expect(response.calls[0].outcome == .fallback(.reset))
    }

    @Test func aStaleResponseMayBeTooOld() throws {
        let composing = try Self.composing("otherwise: [{ stale: 10s }, 0]", [.body("1"), .failure(.reset)])
        _ = try composing.response(.get("7"))
        composing.pass(.seconds(10))
        #expect(try composing.response(.get("7")).calls[0].outcome == .stale(.reset))
        composing.pass(.milliseconds(1))
        #expect(try composing.response(.get("7")).calls[0].outcome == .fallback(.reset))
    }

    @Test func aResponseThatIsNoneIsNotKept() throws {
        let composing = try Self.composing(
            "otherwise: stale", [.body("1"), .body("{"), .body("", status: 500), .failure(.reset)])
        for _ in 0..<4 { _ = try composing.response(.get("7")) }
        let response = try composing.response(.get("7"))
        #expect(response.text.hasPrefix(#"{"user":1"#))
        #expect(composing.engine.cachedResponses.count == 1)
    }

    @Test func anOpenBreakerLeavesTheLastResponse() throws {
        let composing = try Self.composing(
            "otherwise: stale", service: "breaker: { minimum-calls: 2 }", [.body("1"), .failure(.connect)])
        for _ in 0..<3 { _ = try composing.response(.get("7")) }
        let response = try composing.response(.get("7"))
        #expect(response.calls[0].outcome == .stale(.breakerOpen))
    }

    @Test func aRequiredCallWithAStaleResponseIsAResponse() throws {
        let composing = try Self.composing("otherwise: stale, required: true", [.body("1"), .failure(.reset)])
        _ = try composing.response(.get("7"))
        #expect(try composing.response(.get("7")).status == 200)
        #expect(try composing.response(.get("8")).status == 502)
    }

    @Test func aFreshResponseIsUsedAgain() throws {
        let composing = try Self.composing("cache: 30s", [.body("1"), .body("2"), .failure(.reset)])
        _ = try composing.response(.get("7"))
        composing.pass(.seconds(12))
        let cached = try composing.response(.get("7"))
        #expect(cached.text == #"{"user":1,"age":12,"outcome":"cached"}"#)
        #expect(cached.compositionStatus == "user;outcome=cached;age=12;ms=0")
        #expect(cached.header("cache-control") == nil)
        #expect(composing.transport.calls.count == 1)
        composing.pass(.seconds(19))
        #expect(try composing.response(.get("7")).text.hasPrefix(#"{"user":2"#))
        #expect(composing.transport.calls.count == 2)
    }

    /// What a client sends is part of the request: nobody gets what another one may see.
    @Test func aForwardedHeaderTellsRequestsApart() throws {
        let composing = try Self.composing(
            "cache: 30s", service: "forward-headers: [authorization]", [.body("1"), .body("2")])
        _ = try composing.response(.get("7", headers: Fields(pairs: [("Authorization", "a")])))
        let other = try composing.response(.get("7", headers: Fields(pairs: [("Authorization", "b")])))
        #expect(other.text.hasPrefix(#"{"user":2"#))
        let same = try composing.response(.get("7", headers: Fields(pairs: [("authorization", "a")])))
        #expect(same.text.hasPrefix(#"{"user":1"#))
    }

    @Test func responsesAreKeptWithinABoundOfMemory() throws {
        let body = "\"" + String(repeating: "x", count: 10_000) + "\""
        let composing = try Self.composing("otherwise: stale", [.body(body)])
        for id in 0..<5_000 { _ = try composing.response(.get("\(id)")) }
        let kept = composing.engine.cachedResponses
        #expect(kept.bytes <= 64 << 20)
        #expect(kept.count > 1_000)
        #expect(kept.count < 5_000)
    }

    @Test func aReloadKeepsWhatBelongsToServicesThatStay() throws {
        let composing = try Self.composing("otherwise: stale", [.body("1"), .failure(.reset)])
        _ = try composing.response(.get("7"))
        let next = CompositionEngine(plan: composing.engine.plan, replacing: composing.engine)
        let transport = composing.transport
        let response = transport.run { await next.response(.get("7"), endpoint: 0, over: transport) }
        #expect(response?.calls[0].outcome == .stale(.reset))
        let plan = try Self.composing("otherwise: stale", service: "timeout: 7ms", []).engine.plan
        let changed = CompositionEngine(plan: plan, replacing: next)
        let other = transport.run { await changed.response(.get("7"), endpoint: 0, over: transport) }
        #expect(other?.calls[0].outcome == .failed(.reset))
    }

    /// The first call reads no header; what it made is kept with the header that the second one reads.
    @Test func aKeptResponseHasTheHeadersThatOtherCallsRead() throws {
        let composing = try Composing(
            """
            endpoint: GET /x
            calls:
              one: { service: users, get: /u, cache: 10s }
              two: { service: users, get: /u, cache: 10s, when: one }
            response: { one: one, total: 'meta.two.headers."x-total"' }
            """
        ) { _ in .total("12") }
        for _ in 0..<2 { #expect(try composing.response(.get()).text == #"{"one":1,"total":"12"}"#) }
        #expect(composing.transport.calls.count == 1)
        #expect(composing.transport.calls[0].upstream.wantedHeaders.map(\.canonicalName).contains("x-total"))
    }

    @Test func whatStandsForABodyIsNoBodyForAnotherCall() throws {
        let composing = try Composing(
            """
            endpoint: GET /x
            calls:
              one: { service: users, get: /u, cache: 10s, accept: { 404: null } }
              two: { service: users, get: /u, cache: 10s, accept: [404], when: one == null }
            """
        ) { _ in .body(#"{"why":"gone"}"#, status: 404) }
        for _ in 0..<2 { #expect(try composing.response(.get()).text == #"{"one":null,"two":{"why":"gone"}}"#) }
    }

    /// Each request has an id of its own; a response is the same whatever it is.
    @Test func theIdOfARequestDoesNotTellItApart() throws {
        let composing = try Self.composing("cache: 30s", service: "forward-headers: [x-request-id]", [.body("1")])
        for id in ["a", "b"] {
            var request = ClientRequest.get("7")
            request.id = id
            _ = try composing.response(request)
        }
        #expect(composing.transport.calls.map { $0.headers.last } == ["x-request-id: a"])
    }

    @Test(arguments: ["traceparent", "tracestate", "X-Request-ID"])
    func aTraceDoesNotTellRequestsApart(header: String) throws {
        let composing = try Self.composing("cache: 30s", service: "forward-headers: [\(header)]", [.body("1")])
        for value in ["a", "b"] { _ = try composing.response(.get("7", headers: Fields(pairs: [(header, value)]))) }
        #expect(composing.transport.calls.count == 1)
    }

    @Test func anotherFieldThatIsPassedOnDoes() throws {
        let composing = try Self.composing(
            "cache: 30s", service: "forward-headers: [accept-language]", [.body("1"), .body("2")])
        for value in ["de", "fr"] {
            _ = try composing.response(.get("7", headers: Fields(pairs: [("Accept-Language", value)])))
        }
        #expect(composing.transport.calls.count == 2)
    }

    /// The index of `[1,1,…]` takes several times what its text does.
    @Test func theIndexOfAResponseCounts() throws {
        let body = "[" + Array(repeating: "1", count: 5_000).joined(separator: ",") + "]"
        let composing = try Self.composing("otherwise: stale", [.body(body)])
        _ = try composing.response(.get("7"))
        #expect(composing.engine.cachedResponses.bytes >= body.utf8.count + 5_000 * 8)
    }

    /// The service is well, and says what is so now.
    @Test(arguments: [(401, false), (403, false), (404, false), (410, false), (408, true), (429, true), (500, true)])
    func whatIsGoneIsNotAnsweredFromBefore(status: Int, isStale: Bool) throws {
        let composing = try Self.composing("otherwise: stale, required: true", [.body("1"), .body("", status: status)])
        _ = try composing.response(.get("7"))
        let response = try composing.response(.get("7"))
        #expect(response.calls[0].outcome == (isStale ? .stale(.status) : .failed(.status)))
        #expect((response.status == 200) == isStale)
    }
}
