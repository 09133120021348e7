import HTTPTypes
import Testing
import TuttiJSON
import TuttiPlan
import TuttiPolicies
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

@testable import TuttiEngine

/// What services get in `Authorization`: of calls, in virtual time.
struct CredentialsOfCallsTests {
    private static let own =
        "credentials: { client-credentials: { token-url: https://id.example/token, client-id: a, client-secret: b } }"
    private static let exchanged = own.replacing("client-credentials", with: "token-exchange")
    private static let forwarded = "forward-token: true"
    private static let way =
        "auth: { apps: { introspection: { url: https://id.example/i, client-id: a, client-secret: b } } }\n"

    private static let two = """
        endpoint: GET /a/{id}
        calls:
          a: { service: users, get: /a }
          b: { service: users, post: /b, body: { x: "`1`" } }
        """
    private static let required = """
        endpoint: GET /a/{id}
        deadline: 2s
        calls: { a: { service: users, get: /a, required: true } }
        response: a
        """

    /// Services that get tokens, and an issuer.
    private struct Bench {
        let composing: Composing
        let issuer: ScriptedTokens

        init(
            _ endpoint: String, service: String = CredentialsOfCallsTests.own, more: String = "",
            after time: TimeSpan = .zero,
            _ script: @escaping @Sendable (ScriptedCall) -> ScriptedResponse = { _ in .body("1") }
        ) throws {
            let composing = try Composing(endpoint, service: service, gateway: more, script)
            let issuer = ScriptedTokens(by: composing.transport, after: time)
            self.composing = composing
            self.issuer = issuer
        }

        /// The services have somebody to ask from now on.
        func connect() {
            composing.engine.connect { service, credentials in
                service == "users" && credentials != .clientToken ? issuer : nil
            }
        }

        func request(_ token: String?, way: String = "apps") -> ClientRequest {
            var request = ClientRequest.get("7")
            request.identity = Identity(
                way: way, subject: token, claims: .object(JSONObject()), token: token.map(Secret.init))
            return request
        }

        var shown: [String] {
            composing.transport.calls.map { call in
                call.headers.first { $0.hasPrefix("authorization: ") }.map { String($0.dropFirst(15)) } ?? "nothing"
            }
        }
    }

    @Test func allCallsShowTheTokenOfTheirService() throws {
        let tests = try Bench(Self.two)
        tests.connect()
        for _ in 0..<3 { #expect(try tests.composing.response().text == #"{"a":1,"b":1}"#) }
        #expect(tests.shown == Array(repeating: "Bearer t1", count: 6) && tests.issuer.asked.count == 1)
    }

    @Test func atMostAThousandWaitForAToken() {
        let issuer = ScriptedTokens(by: ManualClock()) { _ in }
        let token = HeldToken(from: issuer)
        #expect(token.standing() == .awaited)
        var numbers: [Int] = []
        for _ in 0..<HeldToken.mostWaiting {
            if case .began(let number) = token.whenSettled({}) { numbers.append(number) }
        }
        #expect(numbers.count == HeldToken.mostWaiting && token.whenSettled({}) == .refused)
        // Who gives up makes room.
        token.leave(numbers[7])
        guard case .began = token.whenSettled({}) else {
            Issue.record("there was room")
            return
        }
        #expect(token.whenSettled({}) == .refused)
    }

    @Test func inTestsOfCompositionsNothingIsShown() throws {
        for service in [Self.own, Self.exchanged, Self.forwarded] {
            let more = service == Self.own ? "" : Self.way
            let endpoint = service == Self.own ? Self.two : Self.two + "\nauth: apps\n"
            let tests = try Bench(endpoint, service: service, more: more)
            #expect(try tests.composing.response().text == #"{"a":1,"b":1}"#)
            #expect(tests.shown == ["nothing", "nothing"] && tests.issuer.asked.isEmpty)
        }
    }

    @Test func callsWaitForTheFirstToken() throws {
        let tests = try Bench(Self.two, after: .milliseconds(300))
        tests.connect()
        #expect(try tests.composing.response().text == #"{"a":1,"b":1}"#)
        #expect(
            tests.composing.transport.calls.map(\.startedAt) == Array(repeating: .zero + .milliseconds(300), count: 2))
        #expect(tests.issuer.asked.count == 1)
    }

    /// The token of the call may be none any more when it is taken back.
    @Test func anUndoShowsAnotherTokenToAServiceThatTakesTheFirstForNone() throws {
        let endpoint = """
            endpoint: POST /a
            calls:
              a: { service: users, post: /a, required: true, undo: { delete: /a } }
              b: { service: orders, post: /b, required: true, after: a }   # nobody has a token for it
            """
        let tests = try Bench(endpoint) { call in
            switch call.name {
            case "a.undo" where call.headers.contains("authorization: Bearer t1"): .body("", status: 401)
            default: .body("1")
            }
        }
        tests.connect()
        let response = try tests.composing.response(.post(""))
        #expect(response.calls.map(\.undo) == [.undone, nil])
        #expect(tests.shown == ["Bearer t1", "Bearer t1", "Bearer t2"])
    }

    /// The other token comes when the attempt that was refused is over.
    @Test func anUndoThatIsTakenForNoneIsMadeAgainWhenThereIsAnotherToken() throws {
        let endpoint = """
            endpoint: POST /a
            deadline: 20s
            calls:
              a: { service: users, post: /a, required: true, timeout: 10s, undo: { delete: /a } }
              b: { service: orders, post: /b, required: true, after: a }
            """
        let tests = try Bench(endpoint, after: .seconds(3)) { call in
            switch call.name {
            case "a.undo" where call.headers.contains("authorization: Bearer t1"): .body("", status: 401)
            case "b": .body("", status: 503)
            default: .body("1")
            }
        }
        tests.connect()
        let response = try tests.composing.response(.post(""))
        #expect(response.calls.map(\.undo) == [.undone, nil])
        #expect(tests.shown.last { $0 != "nothing" } == "Bearer t2")
    }

    @Test func aCallWaitsNoLongerThanItsTime() throws {
        let tests = try Bench(Self.required, after: .seconds(3))
        tests.connect()
        let response = try tests.composing.response()
        #expect(response.status == 502 && response.text.contains(#""reason":"credentials""#))
        #expect(tests.composing.transport.calls.isEmpty && tests.composing.transport.now <= .zero + .seconds(2))
    }

    @Test func aClientMayLeaveMeanwhile() throws {
        let tests = try Bench(Self.required, after: .seconds(3))
        tests.connect()
        let response = try tests.composing.response(.get("7"), cancelledAfter: .milliseconds(10))
        #expect(response.calls.first?.outcome == .failed(.canceled) && tests.composing.transport.calls.isEmpty)
    }

    @Test func withoutATokenACallFailsAndTheBreakerDoesNotCountThat() throws {
        let breaker = ", breaker: { minimum-calls: 1, clients: 1, failure-ratio: 0.1 }"
        let tests = try Bench(Self.two, service: Self.own + breaker)
        tests.issuer.answer { _ in .failed("https://id.example/token refuses it as invalid_client") }
        tests.connect()
        for _ in 0..<3 {
            let response = try tests.composing.response()
            #expect(response.calls.map(\.outcome) == [.failed(.credentials), .failed(.credentials)])
            #expect(response.calls.first?.message == "https://id.example/token refuses it as invalid_client")
            #expect(!response.text.contains("invalid_client"))
            #expect(response.calls.allSatisfy { !$0.wasSent && $0.attempts == 0 })
        }
        #expect(tests.composing.engine.serviceStates[0].breaker == .closed)
        // Not more often than once a second, whatever clients send.
        #expect(tests.issuer.asked.count == 1)
        tests.composing.pass(.seconds(1))
        tests.issuer.answer { .token(Secret("t\($0)"), lifetime: nil) }
        #expect(try tests.composing.response().text == #"{"a":1,"b":1}"#)
        #expect(tests.shown == ["Bearer t2", "Bearer t2"])
    }

    @Test func aTokenIsRenewedBeforeItsEndAndNobodyWaits() throws {
        let tests = try Bench(Self.required, after: .milliseconds(100)) { _ in
            .body("1", after: .milliseconds(200))
        }
        tests.connect()
        _ = try tests.composing.response()
        tests.composing.pass(.seconds(75))
        let before = tests.composing.transport.now
        _ = try tests.composing.response()
        #expect(tests.composing.transport.calls.last?.startedAt == before)
        tests.composing.pass(.seconds(1))
        _ = try tests.composing.response()
        #expect(tests.shown == ["Bearer t1", "Bearer t1", "Bearer t2"] && tests.issuer.asked.count == 2)
    }

    @Test func theOldTokenIsUsedAsLongAsItIsGood() throws {
        let tests = try Bench(Self.required)
        tests.connect()
        _ = try tests.composing.response()
        tests.issuer.answer { _ in .failed("away") }
        tests.composing.pass(.seconds(99))
        _ = try tests.composing.response()
        #expect(tests.shown == ["Bearer t1", "Bearer t1"])
        tests.composing.pass(.seconds(1))
        let response = try tests.composing.response()
        #expect(response.calls.first?.outcome == .failed(.credentials) && tests.shown.count == 2)
    }

    // MARK: - 401

    /// Also what changes something: who says 401 has done nothing.
    @Test func aServiceThatTakesATokenForNoneGetsAnother() throws {
        let tests = try Bench(Self.two) { call in
            call.headers.contains("authorization: Bearer t1") ? .body("", status: 401) : .body("1")
        }
        tests.connect()
        let response = try tests.composing.response()
        #expect(response.text == #"{"a":1,"b":1}"# && response.calls.map(\.attempts) == [2, 2])
        #expect(tests.shown == ["Bearer t1", "Bearer t1", "Bearer t2", "Bearer t2"] && tests.issuer.asked.count == 2)
        #expect(tests.composing.transport.calls.compactMap(\.body) == [#"{"x":1}"#, #"{"x":1}"#])
    }

    @Test func aServiceThatTakesNoTokenHasNoneReplacedForEachRequest() throws {
        let tests = try Bench(Self.required) { _ in .body("", status: 401) }
        tests.connect()
        for _ in 0..<5 {
            let response = try tests.composing.response()
            // The client isn't to blame.
            #expect(response.status == 502 && response.calls.first?.outcome == .failed(.credentials))
            #expect(response.calls.first?.status == 401)
        }
        #expect(tests.issuer.asked.count == 2 && tests.shown.count == 6)
        tests.composing.pass(.seconds(10))
        _ = try tests.composing.response()
        #expect(tests.issuer.asked.count == 3 && tests.shown.count == 8)
    }

    @Test func aCallThatAccepts401KeepsIt() throws {
        let endpoint = Self.required.replacing("required: true", with: "required: true, accept: [200, 401]")
        let tests = try Bench(endpoint) { _ in .body("2", status: 401) }
        tests.connect()
        #expect(try tests.composing.response().text == "2")
        #expect(tests.issuer.asked.count == 1 && tests.shown.count == 1)
    }

    @Test func theTokenIsNotReplacedWithoutNeed() throws {
        for status in [200, 400, 403, 500] {
            let tests = try Bench(Self.required) { _ in .body("1", status: status) }
            tests.connect()
            _ = try tests.composing.response()
            #expect(tests.issuer.asked.count == 1 && tests.shown.count == 1, "\(status)")
        }
    }

    // MARK: - Redirects

    private static func redirect(to location: String) -> ScriptedResponse {
        .result(
            .response(
                UpstreamResponse(status: 302, headers: [HTTPField(name: .location, value: location)], body: [])))
    }

    @Test(arguments: [("/b", ["Bearer t1", "Bearer t1"]), ("http://elsewhere/b", ["Bearer t1", "nothing"])])
    func aTokenStaysWithItsService(location: String, expected: [String]) throws {
        let follow = ", follow: { at-most: 1, hosts: [elsewhere] }"
        let tests = try Bench(Self.required, service: Self.own + follow) { call in
            call.target == "/a" ? Self.redirect(to: location) : .body("1")
        }
        tests.connect()
        #expect(try tests.composing.response().text == "1")
        #expect(tests.shown == expected)
    }

    // MARK: - Tokens of clients

    @Test func aServiceGetsTheTokenOfTheClient() throws {
        let tests = try Bench(
            Self.required + "\nauth: apps\n", service: Self.forwarded, more: Self.way)
        tests.connect()
        for token in ["x", "y"] { #expect(try tests.composing.response(tests.request(token)).text == "1") }
        #expect(tests.shown == ["Bearer x", "Bearer y"] && tests.issuer.asked.isEmpty)
    }

    @Test(arguments: [forwarded, exchanged])
    func whoShowsNoTokenIsRefused(service: String) throws {
        let tests = try Bench(Self.required + "\nauth: apps\n", service: service, more: Self.way)
        tests.connect()
        let response = try tests.composing.response(tests.request(nil))
        #expect(response.status == 403 && tests.composing.transport.calls.isEmpty)
        let optional = try Bench(Self.two + "\nauth: apps\n", service: service, more: Self.way)
        optional.connect()
        let partial = try optional.composing.response(optional.request(nil))
        #expect(partial.status == 200 && partial.text == #"{"a":null,"b":null}"#)
        #expect(partial.calls.map(\.outcome) == [.forbidden, .forbidden])
    }

    @Test func theTokenOfTheClientIsExchangedOnce() throws {
        let tests = try Bench(
            Self.two + "\nauth: apps\n", service: Self.exchanged, more: Self.way, after: .milliseconds(50))
        tests.connect()
        for token in ["x", "y", "x"] { _ = try tests.composing.response(tests.request(token)) }
        #expect(tests.issuer.asked == ["x", "y"])
        #expect(tests.shown == ["t1", "t1", "t2", "t2", "t1", "t1"].map { "Bearer \($0)" })
    }

    /// Else one client would get what is another one's.
    @Test(arguments: [forwarded, exchanged])
    func cachedResponsesBelongToOneClient(service: String) throws {
        let tests = try Bench(
            Self.required + "\nauth: apps\n", service: service + ", cache: 1m", more: Self.way)
        tests.connect()
        for token in ["x", "y", "x", "y"] { _ = try tests.composing.response(tests.request(token)) }
        #expect(tests.shown.count == 2)
    }

    @Test func cachedResponsesAreForAllWhereTheTokenIs() throws {
        let tests = try Bench(Self.required, service: Self.own + ", cache: 1m")
        tests.connect()
        for token in ["x", "y"] { _ = try tests.composing.response(tests.request(token)) }
        #expect(tests.shown == ["Bearer t1"])
    }

    @Test func eachValueShowsTheToken() throws {
        let endpoint = """
            endpoint: GET /a/{id}
            calls:
              ids: { service: users, get: /ids }
              a: { service: users, each: ids, get: "/a/{each}" }
            response: a
            """
        let tests = try Bench(endpoint, after: .milliseconds(10)) { call in
            call.target == "/ids" ? .body("[1,2,3]") : .body("1")
        }
        tests.connect()
        #expect(try tests.composing.response().status == 200)
        #expect(tests.shown.count == 4 && tests.shown.allSatisfy { $0.hasPrefix("Bearer t") })
    }
}
