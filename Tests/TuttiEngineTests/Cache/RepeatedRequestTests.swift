import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// Identical GETs within one request are made once.
struct RepeatedRequestTests {
    private static func two(_ first: String, _ second: String) -> String {
        """
        endpoint: GET /two
        calls:
          one: { service: users, \(first) }
          two: { service: users, \(second) }
        """
    }

    @Test func twoCallsOfOneRequestShareIt() throws {
        let composing = try Composing(Self.two("get: /u, select: name", "get: /u, select: id")) { _ in
            .body(#"{"id":1,"name":"Ada"}"#, after: .milliseconds(5))
        }
        let response = try composing.response(.get())
        #expect(response.text == #"{"one":"Ada","two":1}"#)
        #expect(composing.transport.calls.count == 1)
        #expect(response.calls.map(\.wasSent) == [true, false])
    }

    @Test func oneThatHasEndedIsSharedToo() throws {
        let composing = try Composing(
            Self.two("get: /u, select: id", "get: '/{one || `1`}'").replacing("'/{one || `1`}'", with: "/u, when: one")
        ) {
            _ in .body(#"{"id":1}"#)
        }
        #expect(try composing.response(.get()).text == #"{"one":1,"two":{"id":1}}"#)
        #expect(composing.transport.calls.count == 1)
    }

    @Test(arguments: [
        ("get: /u", "get: /v"), ("get: /u", "head: /u"), ("post: /u", "post: /u"), ("get: /u?a=1", "get: /u?a=2"),
        ("get: /u", "get: /u, headers: { x-a: b }"), ("get: /u", "get: /u, query: { a: path }"),
    ])
    func whatDiffersIsMadeTwice(first: String, second: String) throws {
        let composing = try Composing(
            Self.two(first, second).replacing("{ a: path }", with: "{ a: \"'1'\" }")
        ) { _ in .body("1") }
        _ = try composing.response(.get())
        #expect(composing.transport.calls.count == 2)
    }

    @Test func valuesOfAnEachShareWithOtherCalls() throws {
        let composing = try Composing(
            Self.two("get: '/u/{`1`}'", "each: \"['1', '2']\", get: '/u/{each}'").replacing(
                "each: \"['1', '2']\"", with: "each: \"split('1,2', ',')\"")
        ) { call in .body("\"\(call.target)\"") }
        #expect(try composing.response(.get()).text == #"{"one":"/u/1","two":["/u/1","/u/2"]}"#)
        #expect(composing.transport.calls.map(\.target) == ["/u/1", "/u/2"])
    }

    @Test func aFailureIsShared() throws {
        let composing = try Composing(Self.two("get: /u", "get: /u, otherwise: 0")) { _ in
            .body("", status: 503, after: .milliseconds(1))
        }
        let response = try composing.response(.get())
        #expect(composing.transport.calls.count == 1)
        #expect(response.calls.map(\.outcome) == [.failed(.status), .fallback(.status)])
    }

    @Test func eachWaitsNoLongerThanItsOwnTime() throws {
        let composing = try Composing(Self.two("get: /u, timeout: 500ms", "get: /u, timeout: 100ms")) { _ in
            .body("1", after: .milliseconds(300))
        }
        let response = try composing.response(.get())
        #expect(response.calls.map(\.outcome) == [.ok, .failed(.timeout)])
        #expect(response.calls[1].duration == .milliseconds(100))
    }

    @Test func whoHasMoreTimeAsksAnew() throws {
        let turns = Turns([.never, .body("1", after: .milliseconds(10))])
        let composing = try Composing(Self.two("get: /u, timeout: 100ms", "get: /u, timeout: 500ms")) { _ in
            turns.take()
        }
        let response = try composing.response(.get())
        #expect(response.calls.map(\.outcome) == [.failed(.timeout), .ok])
        #expect(response.calls[1].duration == .milliseconds(110))
        #expect(composing.transport.calls.count == 2)
    }

    /// What was read before something was changed is not what is read after it (RFC 9111, 4.4).
    @Test(arguments: ["", ", cache: 30s"]) func whatIsReadAfterAWriteIsAskedForAnew(keys: String) throws {
        let composing = try Composing(
            """
            endpoint: GET /cart
            calls:
              before: { service: orders, get: /cart\(keys) }
              add: { service: orders, post: /cart, body: { count: length(before) } }
              after: { service: orders, get: /cart, when: add\(keys) }
              again: { service: orders, get: /cart, when: after\(keys) }
            """
        ) { call in
            .body(call.method == "POST" ? "true" : call.startedAt == .zero ? "[1]" : "[1,2]", after: .milliseconds(1))
        }
        let response = try composing.response(.get())
        #expect(response.text == #"{"before":[1],"add":true,"after":[1,2],"again":[1,2]}"#)
        #expect(composing.transport.calls.map(\.method) == ["GET", "POST", "GET"])
    }

    /// The failure of a call that isn't tried again is the first try of one that is.
    @Test func whoMayTryAgainTriesAgainAfterAFailureThatIsShared() throws {
        let turns = Turns([.body("", status: 503, after: .milliseconds(5)), .body("", status: 503), .body("1")])
        let composing = try Composing(Self.two("get: /u", "get: /u, retry: { attempts: 3, backoff: 10ms }")) { _ in
            turns.take()
        }
        let response = try composing.response(.get())
        #expect(response.calls.map(\.outcome) == [.failed(.status), .ok])
        #expect(response.calls.map(\.attempts) == [1, 2])
        #expect(composing.transport.calls.count == 3)
    }

    @Test func triesThatAreSharedCount() throws {
        let retry = "get: /u, retry: { attempts: 3, backoff: 10ms }"
        let composing = try Composing(Self.two(retry, retry)) { _ in .body("", status: 503, after: .milliseconds(5)) }
        #expect(try composing.response(.get()).calls.map(\.attempts) == [3, 0])
        #expect(composing.transport.calls.count == 3)
    }

    /// Five that are made one after the other would each wait for all before it.
    @Test func aTryThatTookTooLongIsShared() throws {
        let call = "get: /u, timeout: 900ms, retry: { attempts: 1, attempt-timeout: 100ms }"
        let composing = try Composing(Self.two(call, call)) { _ in .never }
        let response = try composing.response(.get())
        #expect(response.calls.map(\.outcome) == [.failed(.timeout), .failed(.timeout)])
        #expect(response.calls[1].duration == .milliseconds(100))
        #expect(composing.transport.calls.count == 1)
    }
}
