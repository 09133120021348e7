import HTTPTypes
import Synchronization
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// Calls with `cache: http`: the service says how long its responses hold.
struct HTTPCachedCallTests {
    /// What the service was asked, and with which headers.
    private final class Service: Sendable {
        private let asked = Mutex<[[String]]>([])
        private let answer: @Sendable (Int, [String]) -> ScriptedResponse

        init(_ answer: @escaping @Sendable (Int, [String]) -> ScriptedResponse) {
            self.answer = answer
        }

        func take(_ call: ScriptedCall) -> ScriptedResponse {
            let number = asked.withLock { asked in
                asked.append(call.headers)
                return asked.count
            }
            return answer(number, call.headers)
        }

        var count: Int { asked.withLock { $0.count } }
        var headers: [[String]] { asked.withLock { $0 } }
    }

    private static func says(_ text: String, _ headers: [String: String], status: Int = 200) -> ScriptedResponse {
        let fields = headers.compactMap { name, value in HTTPField.Name(name).map { HTTPField(name: $0, value: value) }
        }
        return .result(
            .response(
                UpstreamResponse(
                    status: status, headers: fields, body: Array(text.utf8), connectionReused: true)))
    }

    private static func composing(_ cache: String, more: String = "", _ service: Service) throws -> Composing {
        try Composing(
            """
            endpoint: GET /user/{id}
            calls: { user: { service: users, get: "/u/{path.id}", cache: \(cache)\(more) } }
            response: { user: user, outcome: meta.user.outcome }
            """
        ) { service.take($0) }
    }

    @Test(arguments: [
        (["cache-control": "max-age=10"], 10), (["cache-control": "max-age=10", "age": "4"], 6),
        (["cache-control": "max-age=60, s-maxage=5"], 5),
        (["cdn-cache-control": "max-age=7", "cache-control": "no-store"], 7),
    ])
    func aResponseHoldsForAsLongAsTheServiceSays(headers: [String: String], seconds: Int) throws {
        let service = Service { number, _ in Self.says("\(number)", headers) }
        let composing = try Self.composing("http", service)
        _ = try composing.timed(.get("7"))
        composing.pass(.seconds(Int64(seconds) - 1))
        #expect(try composing.timed(.get("7")).text == #"{"user":1,"outcome":"cached"}"#)
        composing.pass(.seconds(1))
        #expect(try composing.timed(.get("7")).text == #"{"user":2,"outcome":"ok"}"#)
    }

    @Test(arguments: [
        ["cache-control": "no-store"], ["cache-control": "private, max-age=60"],
        ["vary": "*", "cache-control": "max-age=60"],
        ["set-cookie": "a=1", "cache-control": "max-age=60"], [:], ["cache-control": "max-age=0"],
    ])
    func whatTheServiceDoesNotAllowIsNotKept(headers: [String: String]) throws {
        let service = Service { number, _ in Self.says("\(number)", headers) }
        let composing = try Self.composing("http", service)
        for _ in 0..<3 { #expect(try composing.timed(.get("7")).calls[0].outcome == .ok) }
        #expect(service.count == 3)
    }

    @Test func whatIsStaleIsAskedForByItsTag() throws {
        let service = Service { number, headers in
            if headers.contains(#"if-none-match: "v1""#), number < 4 {
                return Self.says("", ["etag": #""v1""#, "cache-control": "max-age=10"], status: 304)
            }
            return Self.says("\(number)", ["etag": #""v1""#, "cache-control": "max-age=10"])
        }
        let composing = try Self.composing("http", service)
        _ = try composing.timed(.get("7"))
        composing.pass(.seconds(11))
        let validated = try composing.timed(.get("7"))
        #expect(validated.text == #"{"user":1,"outcome":"cached"}"#)
        #expect(validated.calls[0].attempts == 1)
        #expect(validated.calls[0].wasSent)
        #expect(service.count == 2)
        // It is fresh anew.
        composing.pass(.seconds(9))
        #expect(try composing.timed(.get("7")).calls[0].attempts == 0)
        #expect(service.count == 2)
        composing.pass(.seconds(2))
        _ = try composing.timed(.get("7"))
        composing.pass(.seconds(11))
        #expect(try composing.timed(.get("7")).text == #"{"user":4,"outcome":"ok"}"#)
    }

    @Test func anotherTagInA304IsAskedWithout() throws {
        let service = Service { number, headers in
            headers.contains { $0.hasPrefix("if-none-match") }
                ? Self.says("", ["etag": #""other""#], status: 304)
                : Self.says("\(number)", ["etag": #""v1""#, "cache-control": "max-age=10"])
        }
        let composing = try Self.composing("http", service)
        _ = try composing.timed(.get("7"))
        composing.pass(.seconds(11))
        #expect(try composing.timed(.get("7")).text == #"{"user":3,"outcome":"ok"}"#)
    }

    @Test func whatIsStaleStandsInForAFailureWhereTheServiceAllowsIt() throws {
        for (control, isStale) in [
            ("max-age=10, stale-if-error=20", true), ("max-age=10", false),
            ("max-age=10, stale-if-error=20, must-revalidate", false),
        ] {
            let service = Service { number, _ in
                number == 1 ? Self.says("1", ["cache-control": control]) : .failure(.reset)
            }
            let composing = try Self.composing("http", service)
            _ = try composing.timed(.get("7"))
            composing.pass(.seconds(25))
            let outcome = try composing.timed(.get("7")).calls[0].outcome
            #expect(outcome == (isStale ? .stale(.reset) : .failed(.reset)), "\(control)")
        }
    }

    @Test func whatIsStaleIsServedWhileItIsRenewed() throws {
        let service = Service { number, _ in
            Self.says("\(number)", ["cache-control": "max-age=10, stale-while-revalidate=20"])
        }
        let composing = try Self.composing("http", service)
        _ = try composing.timed(.get("7"))
        composing.pass(.seconds(15))
        #expect(try composing.timed(.get("7")).text == #"{"user":1,"outcome":"cached"}"#)
        composing.pass(.seconds(1))
        #expect(try composing.timed(.get("7")).text == #"{"user":2,"outcome":"cached"}"#)
        #expect(service.count == 2)
    }

    @Test func thatThereIsNothingIsKeptWhereTheServiceSaysSo() throws {
        let service = Service { _, _ in Self.says("{}", ["cache-control": "max-age=10"], status: 404) }
        let composing = try Self.composing("http", more: ", otherwise: path.id", service)
        for _ in 0..<3 { #expect(try composing.timed(.get("7")).calls[0].outcome == .fallback(.status)) }
        #expect(service.count == 1)
    }

    @Test func theServicesTagsPurge() throws {
        for header in ["cache-tag", "surrogate-key"] {
            let service = Service { number, _ in
                Self.says(
                    "\(number)", ["cache-control": "max-age=600", header: header == "cache-tag" ? "a, b" : "a b"])
            }
            for cache in ["http", "1h"] {
                let composing = try Self.composing(cache, service)
                let before = service.count
                _ = try composing.timed(.get("7"))
                composing.pass(.seconds(1))
                composing.purge(.tag("b"), isSoft: false)
                composing.pass(.seconds(1))
                _ = try composing.timed(.get("7"))
                #expect(service.count == before + 2, "\(header), \(cache)")
            }
        }
    }
}

/// Calls that change something.
struct CacheInvalidationByCallsTests {
    @Test(arguments: [(200, 2), (204, 2), (303, 2), (404, 1), (500, 1)])
    func whatIsChangedIsAskedForAnew(status: Int, asked: Int) throws {
        let count = Mutex(0)
        let composing = try Composing(
            """
            endpoint: GET /user/{id}
            calls:
              user: { service: users, get: "/u/{path.id}", cache: http }
              change: { service: users, put: "/u/{path.id}", body: { a: 1 }, when: query.change, after: user, accept: 2xx }
            response: { user: user }
            """
        ) { call in
            if call.method == "PUT" { return .body("{}", status: status) }
            count.withLock { $0 += 1 }
            return .result(
                .response(
                    UpstreamResponse(
                        status: 200, headers: [HTTPField(name: .cacheControl, value: "max-age=600")],
                        body: Array("1".utf8), connectionReused: true)))
        }
        _ = try composing.timed(.get("7"))
        composing.pass(.seconds(1))
        _ = try composing.timed(.get("7", query: "change=1"))
        composing.pass(.seconds(1))
        _ = try composing.timed(.get("7"))
        #expect(count.withLock { $0 } == asked)
        // Another one is not touched.
        _ = try composing.timed(.get("8"))
        _ = try composing.timed(.get("8"))
        #expect(count.withLock { $0 } == asked + 1)
    }
}
