import HTTPTypes
import Synchronization
import Testing
import TuttiEngine
import TuttiJSON
import TuttiPlan
import TuttiPolicies
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// Whole responses that are used again.
struct CachedCompositionTests {
    private static func composing(
        _ cache: String, call: String = "", response: String = "{ user: user }", more: String = "",
        _ script: @escaping @Sendable (ScriptedCall, Int) -> ScriptedResponse = { .body("\($1)") }
    ) throws -> (Composing, @Sendable () -> Int) {
        let counter = Counter()
        let composing = try Composing(
            """
            endpoint: GET /user/{id}
            cache: \(cache)
            auth: [partners, optional]
            \(more)
            calls: { user: { service: users, get: "/u/{path.id}"\(call.isEmpty ? "" : ", " + call) } }
            response: \(response)
            """, keys: "consumers: { a: { keys: [] } }"
        ) { call in script(call, counter.next()) }
        return (composing, { counter.value })
    }

    private final class Counter: Sendable {
        let count = Mutex(0)
        func next() -> Int {
            count.withLock {
                $0 += 1; return $0
            }
        }
        var value: Int { count.withLock { $0 } }
    }

    @Test func aWholeResponseIsUsedAgain() throws {
        let (composing, count) = try Self.composing("30s")
        let first = try composing.response(.get("7"))
        #expect(first.header("cache-status") == "tutti; fwd=uri-miss; stored")
        #expect(first.header("age") == nil)
        composing.pass(.seconds(10))
        let second = try composing.response(.get("7"))
        #expect(second.text == first.text)
        #expect(second.header("content-type") == "application/json")
        #expect(second.header("composition-status") == first.header("composition-status"))
        #expect(second.header("age") == "10")
        #expect(second.header("cache-status") == "tutti; hit; ttl=20")
        #expect(second.cacheUse == .hit)
        #expect(second.calls.isEmpty)
        composing.pass(.seconds(21))
        #expect(try composing.response(.get("7")).text == #"{"user":2}"#)
        #expect(count() == 2)
    }

    @Test func whatIsNotReadOfARequestTellsNothingApart() throws {
        let (composing, count) = try Self.composing("30s", call: "query: { lang: query.lang }")
        let alike = ["lang=de", "lang=de&utm_source=x", "utm_source=y&lang=de", "l%61ng=de"]
        for query in alike.prefix(3) { _ = try composing.response(.get("7", query: query)) }
        #expect(count() == 1)
        for query in ["lang=en", "lang=de&lang=en", "", "LANG=de"] {
            _ = try composing.response(.get("7", query: query))
        }
        // The last two say nothing of the language.
        #expect(count() == 4)
        _ = try composing.response(.get("8", query: "lang=de"))
        #expect(count() == 5)
    }

    @Test func aResponseWithAHoleIsNotKept() throws {
        let (composing, count) = try Self.composing("30s", call: "otherwise: path.id") { _, number in
            number == 1 ? .failure(.reset) : .body("\(number)")
        }
        #expect(try composing.response(.get("7")).text == #"{"user":"7"}"#)
        #expect(try composing.response(.get("7")).text == #"{"user":2}"#)
        #expect(try composing.response(.get("7")).text == #"{"user":2}"#)
        #expect(count() == 2)
    }

    @Test func whatMayNotBeKeptIsNotKept() throws {
        for headers in ["set-cookie: \"a=1\"", "cache-control: private", "cache-control: \"max-age=1, no-store\""] {
            let (composing, count) = try Self.composing("30s", more: "response-headers: { \(headers) }")
            for _ in 0..<3 {
                #expect(try composing.response(.get("7")).header("cache-status") == "tutti; fwd=uri-miss")
            }
            #expect(count() == 3, "\(headers)")
        }
    }

    @Test func whatIsTooLargeIsNotKept() throws {
        let (composing, count) = try Self.composing("{ for: 30s, max-size: 1KiB }") { _, _ in
            .body("\"" + String(repeating: "x", count: 2000) + "\"")
        }
        for _ in 0..<3 { _ = try composing.response(.get("7")) }
        #expect(count() == 3)
    }

    @Test func anOlderResponseIsServedWhileItIsRenewed() throws {
        let (composing, count) = try Self.composing("{ for: 10s, while-revalidate: 20s }") { _, number in
            .body("\(number)", after: .milliseconds(100))
        }
        _ = try composing.response(.get("7"))
        composing.pass(.seconds(15))
        let stale = try composing.responses([.get("7"), .get("7")])
        #expect(stale.allSatisfy { $0.text == #"{"user":1}"# && $0.cacheUse == .stale })
        #expect(stale[0].header("cache-status") == "tutti; hit; ttl=-5")
        composing.pass(.seconds(1))
        #expect(count() == 2)
        #expect(try composing.response(.get("7")).text == #"{"user":2}"#)
    }

    @Test func anOlderResponseStandsInForAProblem() throws {
        let (composing, _) = try Self.composing("{ for: 10s, if-error: 20s }", call: "required: true") { _, number in
            number == 1 ? .body("1") : .failure(.reset)
        }
        _ = try composing.response(.get("7"))
        composing.pass(.seconds(29))
        let stale = try composing.response(.get("7"))
        #expect(stale.status == 200)
        #expect(stale.text == #"{"user":1}"#)
        #expect(stale.cacheUse == .staleIfError)
        // The log says what has failed.
        #expect(stale.calls[0].outcome == .failed(.reset))
        composing.pass(.seconds(2))
        #expect(try composing.response(.get("7")).status == 502)
    }

    @Test func whatIsMadeOfAStalePartIsNotKept() throws {
        let (composing, count) = try Self.composing("1h", call: "cache: { for: 10s, while-revalidate: 1h }")
        _ = try composing.response(.get("7"))
        composing.pass(.seconds(20))
        composing.purge(.everything, isSoft: true)
        composing.pass(.seconds(1))
        // The call has the old one, and renews it.
        #expect(try composing.response(.get("7")).text == #"{"user":1}"#)
        composing.pass(.seconds(1))
        #expect(count() == 2)
        #expect(try composing.response(.get("7")).text == #"{"user":2}"#)
    }

    @Test func manyClientsComposeOnce() throws {
        let (composing, count) = try Self.composing("30s") { _, number in .body("\(number)", after: .milliseconds(100))
        }
        let responses = try composing.responses(Array(repeating: .get("7"), count: 100))
        #expect(count() == 1)
        #expect(responses.allSatisfy { $0.text == #"{"user":1}"# })
        #expect(responses.count { $0.cacheUse == .collapsed } == 99)
    }

    @Test func thoseWhoWaitForWhatCanNotBeKeptMakeTheirOwn() throws {
        let (composing, count) = try Self.composing("30s", more: "response-headers: { cache-control: private }") {
            _, number in .body("\(number)", after: .milliseconds(100))
        }
        let responses = try composing.responses(Array(repeating: .get("7"), count: 5))
        #expect(Set(responses.map(\.text)).count == 5)
        // From now on nobody waits for the others.
        let began = composing.transport.now
        _ = try composing.responses(Array(repeating: .get("7"), count: 5))
        #expect(composing.transport.now - began == .milliseconds(100))
        #expect(count() == 10)
    }

    @Test(arguments: [
        CachePurge.Target.everything, .service("users"), .endpoint("GET /user/{id}"), .path("/user/7"), .tag("user-7"),
    ])
    func wholeResponsesArePurgedBy(target: CachePurge.Target) throws {
        let (composing, count) = try Self.composing(#"{ for: 1h, tags: ["user-{path.id}"] }"#)
        _ = try composing.responses([.get("7"), .get("8")])
        composing.purge(target, isSoft: false)
        composing.pass(.seconds(1))
        _ = try composing.response(.get("7"))
        #expect(count() == 3)
        _ = try composing.response(.get("8"))
        let meetsOthers = [.everything, .service("users"), .endpoint("GET /user/{id}")].contains(target)
        #expect(count() == (meetsOthers ? 4 : 3))
    }

    @Test func whatClientsShowTellsThemApartWhereItIsRead() throws {
        func identity(_ subject: String) -> Identity {
            Identity(
                way: "partners", subject: subject, claims: .object(JSONObject([(name: "sub", value: .string(subject))]))
            )
        }
        for reads in [true, false] {
            let (composing, count) = try Self.composing(
                "1h", response: reads ? "{ user: user, who: claims.sub }" : "{ user: user }")
            for subject in ["a", "b", "a"] {
                var request = ClientRequest.get("7")
                request.identity = identity(subject)
                _ = try composing.response(request)
            }
            #expect(count() == (reads ? 2 : 1))
        }
    }
}

/// Whole responses that are kept for as long as their parts are fresh.
struct CachedByPartsTests {
    private static func answer(_ control: String?) -> ScriptedResponse {
        let headers = control.map { [HTTPField(name: .cacheControl, value: $0)] } ?? []
        return .result(.response(UpstreamResponse(status: 200, headers: headers, body: Array("1".utf8))))
    }

    @Test(arguments: [
        ("max-age=60", "max-age=20", "", 20), ("max-age=60", "max-age=20, no-store", "", 0), ("max-age=60", nil, "", 0),
        ("max-age=60", "private, max-age=20", "", 0), ("s-maxage=10, max-age=60", "max-age=20", "", 10),
        ("max-age=60", nil, "cache: 30s", 30), ("max-age=60", "max-age=20", "cache: http", 20),
        ("max-age=60, no-cache", "max-age=20", "", 0),
    ])
    func theShortestTimeCounts(users: String, orders: String?, cache: String, seconds: Int) throws {
        let composing = try Composing(
            """
            endpoint: GET /page
            cache: http
            calls:
              user: { service: users, get: /u }
              orders: { service: orders, get: /o, \(cache) }
            """
        ) { call in Self.answer(call.name == "user" ? users : orders) }
        _ = try composing.timed(.get())
        if seconds > 0 {
            composing.pass(.seconds(Int64(seconds)))
            #expect(try composing.timed(.get()).cacheUse == .hit)
        }
        composing.pass(.milliseconds(1))
        #expect(try composing.timed(.get()).cacheUse != .hit)
    }

    @Test func whatIsServedFromTheCacheOfACallIsNoYoungerForThat() throws {
        let composing = try Composing(
            """
            endpoint: GET /page/{id}
            cache: http
            calls: { user: { service: users, get: /u, cache: http } }
            """
        ) { _ in Self.answer("max-age=60") }
        _ = try composing.timed(.get("1"))
        composing.pass(.seconds(50))
        _ = try composing.timed(.get("2"))
        composing.pass(.seconds(11))
        #expect(try composing.timed(.get("2")).cacheUse != .hit)
        #expect(composing.transport.calls.count == 2)
    }
}
