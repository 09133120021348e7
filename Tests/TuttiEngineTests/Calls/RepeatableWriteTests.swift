import HTTPTypes
import Testing
import TuttiEngine
import TuttiJSON
import TuttiPolicies
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// Writes that may be made twice: by an `Idempotency-Key`, or because a `post` only reads.
struct RepeatableWriteTests {
    private static func keys(_ composing: Composing) -> [String] {
        composing.transport.calls.map { call in
            call.headers.filter { $0.hasPrefix("idempotency-key: ") }.map { String($0.dropFirst(17)) }
                .joined(separator: " and ")
        }
    }

    private static func paying(_ kind: String, more: String = "") -> String {
        """
        endpoint: POST /x
        deadline: 10s
        calls:
          pay:
            service: payments
            post: /charges
            idempotency: \(kind)
            retry: { attempts: 3, on: [reset, timeout, 503], attempt-timeout: 100ms }
            \(more)
        """
    }

    @Test func eachAttemptHasTheSameKey() throws {
        let composing = try Composing(Self.paying("request")) { call in
            call.startedAt > .zero ? .body("1") : .failure(.reset)
        }
        #expect(try composing.response(.post("")).text == #"{"pay":1}"#)
        let keys = Self.keys(composing)
        #expect(keys.count == 2)
        #expect(Set(keys).count == 1)
        let form = keys[0].utf8.map { $0 == UInt8(ascii: "-") ? 1 : 0 }
        #expect(form.count == 36 && form.reduce(0, +) == 4 && keys[0].dropFirst(14).first == "8")
    }

    @Test func aHedgeHasTheSameKey() throws {
        let composing = try Composing(Self.paying("request", more: "hedge: 20ms")) { call in
            call.startedAt > .zero ? .body("1") : .body("2", after: .milliseconds(90))
        }
        #expect(try composing.response(.post("")).text == #"{"pay":1}"#)
        #expect(Self.keys(composing).count == 2)
        #expect(Set(Self.keys(composing)).count == 1)
    }

    /// A client chooses its request id: with the key made of that, it could have another request answered by the first one's response.
    @Test func anotherRequestHasAnotherKeyEvenWithTheSameID() throws {
        let composing = try Composing(Self.paying("request")) { _ in .body("1") }
        _ = try composing.response(.post(""))
        _ = try composing.response(.post(""))
        #expect(Set(Self.keys(composing)).count == 2)
    }

    @Test func theKeyOfTheClientGivesTheSameKeyAgain() throws {
        let composing = try Composing(Self.paying("client")) { _ in .body("1") }
        var request = ClientRequest.post("")
        for key in ["k1", "\"k1\"", "k2"] {
            request.headers = Fields(pairs: [("Idempotency-Key", key)])
            _ = try composing.response(request)
        }
        let keys = Self.keys(composing)
        #expect(keys[0] == keys[1])
        #expect(keys[0] != keys[2])
        #expect(!keys.contains { $0.utf8.elementsEqual("k1".utf8) })
    }

    @Test func noClientHasTheKeyOfAnotherOne() throws {
        let composing = try Composing(Self.paying("client")) { _ in .body("1") }
        var request = ClientRequest.post("")
        request.headers = Fields(pairs: [("Idempotency-Key", "k1")])
        for (way, subject) in [("a", "b"), ("a", "c"), ("ab", ""), ("", "ab")] {
            request.identity = Identity(way: way, subject: subject, claims: .null)
            _ = try composing.response(request)
        }
        #expect(Set(Self.keys(composing)).count == 4)
    }

    @Test func withoutOneKeyOfTheClientTheRequestHasItsOwn() throws {
        let composing = try Composing(Self.paying("client")) { _ in .body("1") }
        var request = ClientRequest.post("")
        for pairs in [[], [("Idempotency-Key", "a"), ("Idempotency-Key", "a")], [("Idempotency-Key", "")]] {
            request.headers = Fields(pairs: pairs)
            _ = try composing.response(request)
        }
        #expect(Set(Self.keys(composing)).count == 3)
    }

    @Test func callsAndValuesHaveKeysOfTheirOwn() throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              a: { service: orders, each: "body", post: "/a/{each}", idempotency: client }
              b: { service: orders, post: /b, idempotency: client }
              c: { service: orders, put: /c, idempotency: client }
            """
        let composing = try Composing(endpoint) { _ in .body("1") }
        var request = ClientRequest.post("[1, 2, 3]")
        request.headers = Fields(pairs: [("Idempotency-Key", "k")])
        _ = try composing.response(request)
        #expect(Self.keys(composing).count == 5)
        #expect(Set(Self.keys(composing)).count == 5)
    }

    @Test func theClientsHeaderDoesNotGoBesideIt() throws {
        let composing = try Composing(Self.paying("request"), service: "forward-headers: [idempotency-key]") { _ in
            .body("1")
        }
        var request = ClientRequest.post("")
        request.headers = Fields(pairs: [("Idempotency-Key", "mine")])
        _ = try composing.response(request)
        #expect(Self.keys(composing).count == 1)
        #expect(Self.keys(composing)[0].utf8.count == 36)
    }

    @Test func aCallWithoutItSendsNone() throws {
        let composing = try Composing(
            "endpoint: POST /x\ncalls: { a: { service: users, post: /a }, b: { service: users, post: /b, idempotency: request } }"
        ) { _ in .body("1") }
        _ = try composing.response(.post(""))
        #expect(Self.keys(composing).filter(\.isEmpty).count == 1)
    }

    // MARK: - `safe`

    private static func searching(_ more: String) -> String {
        """
        endpoint: POST /x
        deadline: 10s
        calls:
          found: { service: users, post: /search, safe: true, body: body, \(more) }
        """
    }

    @Test func aPostThatOnlyReadsIsTriedAgain() throws {
        let composing = try Composing(Self.searching("retry: { attempts: 2, on: [reset] }")) { call in
            call.startedAt > .zero ? .body("1") : .failure(.reset)
        }
        #expect(try composing.response(.post("{}")).text == #"{"found":1}"#)
    }

    @Test func itsResponseIsCachedForTheSameBody() throws {
        let composing = try Composing(Self.searching("cache: 30s")) { .body($0.body ?? "") }
        for body in ["1", "1", "2"] {
            #expect(try composing.response(.post(body)).text == #"{"found":\#(body)}"#)
        }
        #expect(composing.transport.calls.count == 2)
    }

    @Test func itsLastGoodResponseMayStandIn() throws {
        let composing = try Composing(Self.searching("otherwise: stale")) { call in
            call.startedAt > .zero ? .failure(.reset) : .body("7")
        }
        _ = try composing.response(.post("1"))
        composing.pass(.seconds(1))
        #expect(try composing.response(.post("1")).compositionStatus.hasPrefix("found;outcome=stale"))
    }

    @Test func identicalOnesAreMadeOnceAndChangeNothing() throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              a: { service: users, post: /search, safe: true, body: { q: body.q } }
              b: { service: users, post: /search, safe: true, body: { q: body.q } }
              c: { service: users, post: /search, safe: true, body: { q: body.q }, after: [a, b] }
              d: { service: users, post: /search, safe: true, body: { q: "'other'" } }
            """
        let composing = try Composing(endpoint) { .body($0.body ?? "") }
        _ = try composing.response(.post(#"{"q":"x"}"#))
        #expect(composing.transport.calls.count == 2)
    }

    @Test func aPostThatChangesSomethingSharesNoResponseWithOneThatOnlyReads() throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              a: { service: users, post: /x, safe: true, body: { q: body.q } }
              b: { service: users, post: /x, body: { q: body.q } }
              c: { service: users, post: /x, body: { q: body.q } }
            """
        let composing = try Composing(endpoint) { .body($0.body ?? "") }
        _ = try composing.response(.post(#"{"q":"x"}"#))
        #expect(composing.transport.calls.count == 3)
    }

    @Test func anEmptyResponseIsNullAsThatOfAnyPost() throws {
        let composing = try Composing(Self.searching("timeout: 1s")) { _ in .body("") }
        #expect(try composing.response(.post("1")).text == #"{"found":null}"#)
    }
}
