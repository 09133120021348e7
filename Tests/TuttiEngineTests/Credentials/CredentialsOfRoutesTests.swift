import HTTPTypes
import Synchronization
import Testing
import TuttiJSON
import TuttiPlan
import TuttiPolicies
import TuttiResilience
import TuttiUpstream

@testable import TuttiEngine

/// What services get in `Authorization`: of routes, event by event.
struct CredentialsOfRoutesTests {
    private static let own =
        "credentials: { client-credentials: { token-url: https://id.example/token, client-id: a, client-secret: b } }"

    /// A route, the clock of its worker, and an issuer that answers when it is told to.
    private final class Bench {
        let route: RouteUnderTest
        let clock = ManualClock()
        let issuer: ScriptedTokens
        let arrivals = Arrivals()
        private let held: Held

        final class Arrivals: Sendable {
            private let count = Atomic(0)
            var number: Int { count.load(ordering: .relaxed) }
            func add() { count.add(1, ordering: .relaxed) }
        }

        private final class Held: Sendable {
            let answers = Mutex<[@Sendable () -> Void]>([])
        }

        init(_ route: String = "", service: String = CredentialsOfRoutesTests.own) throws {
            self.route = try RouteUnderTest("route: /**\nto: orders\n\(route)\n", service: service)
            let held = Held()
            self.held = held
            issuer = ScriptedTokens(by: clock) { answer in held.answers.withLock { $0.append(answer) } }
            let issuer = issuer
            self.route.engine.connect { service, _ in service == "orders" ? issuer : nil }
        }

        /// The issuer answers all that it was asked.
        func answer() {
            let answers = held.answers.withLock { answers in
                defer { answers = [] }
                return answers
            }
            for answer in answers { answer() }
        }

        func call(_ method: HTTPRequest.Method = .get) throws -> ForwardedCall {
            let request = try #require(route.forwarded("/x", ["x"], method: method)).request
            return ForwardedCall(request, by: clock) { [arrivals] in arrivals.add() }
        }

        var state: ServiceState { route.engine.serviceStates[0] }
    }

    private static func head(_ status: Int) -> StreamedResponseHead {
        StreamedResponseHead(status: status, headers: [], length: nil)
    }

    private func shown(_ call: ForwardedCall, headers: [(String, String)] = []) -> [String]? {
        call.streamed(headers: headers.compactMap { HTTPField($0, $1) }, body: .none)?.headers
            .filter { $0.name == .authorization }.map(\.value)
    }

    @Test func aRequestWaitsForItsTokenWithoutAPermit() throws {
        let bench = try Bench()
        let call = try bench.call()
        guard case .wait = call.begin() else {
            Issue.record("it does not wait")
            return
        }
        #expect(bench.state.running == 0)
        bench.answer()
        #expect(bench.arrivals.number == 1)
        #expect(call.permitArrived().isSend && bench.state.running == 1)
        // What the client says of itself is not for this service.
        #expect(shown(call, headers: [("Authorization", "Bearer client"), ("A_b", "c")]) == ["Bearer t1"])
        #expect(try bench.call().begin().isSend)
    }

    @Test func aRequestWaitsNoLongerThanItsTime() throws {
        let bench = try Bench("timeout: 1s")
        let call = try bench.call()
        _ = call.begin()
        bench.clock.pass(.seconds(1))
        let failure = try #require(call.timeIsUp().failure)
        #expect(failure.status == 502 && call.report.outcome == .failed(.credentials) && !call.report.wasSent)
        bench.answer()
        _ = call.permitArrived()
        #expect(bench.state.running == 0)
    }

    @Test func withoutATokenARequestFails() throws {
        let bench = try Bench()
        bench.issuer.answer { _ in .failed("away") }
        let call = try bench.call()
        _ = call.begin()
        bench.answer()
        let failure = try #require(call.permitArrived().failure)
        #expect(failure.reason == .credentials && failure.message == "away")
        #expect(!failure.response(requestID: "r").text.contains("away"))
        #expect(try bench.call().begin().failure?.reason == .credentials)
    }

    @Test func aClientMayLeaveMeanwhile() throws {
        let bench = try Bench()
        let call = try bench.call()
        _ = call.begin()
        call.giveUp()
        bench.answer()
        _ = call.permitArrived()
        #expect(call.report.outcome == .failed(.canceled) && bench.state.running == 0)
    }

    @Test(arguments: [HTTPRequest.Method.get, .post])
    func aServiceThatTakesATokenForNoneGetsAnother(method: HTTPRequest.Method) throws {
        let bench = try Bench()
        bench.answer()
        let call = try bench.call(method)
        #expect(call.begin().isSend && shown(call) == ["Bearer t1"])
        guard case .pause = call.responseBegan(Self.head(401), mayRepeat: true) else {
            Issue.record("it is passed on")
            return
        }
        #expect(bench.state.running == 0)
        bench.answer()
        #expect(call.permitArrived().isSend && shown(call) == ["Bearer t2"])
        // The second one is the client's.
        #expect(call.responseBegan(Self.head(401), mayRepeat: true).isPassOn)
        call.responseEnded()
        #expect(call.report.attempts == 2 && bench.state.running == 0)
    }

    @Test func whatCannotBeSentAgainIsPassedOn() throws {
        let bench = try Bench()
        bench.answer()
        let call = try bench.call()
        _ = call.begin()
        _ = shown(call)
        #expect(call.responseBegan(Self.head(401), mayRepeat: false).isPassOn)
        call.responseEnded()
        // The next one has another token.
        bench.answer()
        let next = try bench.call()
        #expect(next.begin().isSend && shown(next) == ["Bearer t2"] && bench.issuer.asked.count == 2)
        next.giveUp()
    }

    @Test func whereThereIsNoOtherTokenTheRequestFails() throws {
        let bench = try Bench()
        bench.answer()
        bench.issuer.answer { _ in .failed("away") }
        let call = try bench.call()
        _ = call.begin()
        _ = shown(call)
        _ = call.responseBegan(Self.head(401), mayRepeat: true)
        bench.answer()
        let failure = try #require(call.permitArrived().failure)
        #expect(failure.reason == .credentials && failure.status == 502 && bench.state.running == 0)
    }

    @Test func aServiceThatTakesNoTokenHasNoneReplacedForEachRequest() throws {
        let bench = try Bench()
        bench.answer()
        for index in 0..<5 {
            let call = try bench.call()
            #expect(call.begin().isSend)
            _ = shown(call)
            let action = call.responseBegan(Self.head(401), mayRepeat: true)
            #expect(action.isPassOn == (index > 0))
            if index == 0 {
                bench.answer()
                _ = call.permitArrived()
                _ = shown(call)
                _ = call.responseBegan(Self.head(401), mayRepeat: true)
            }
            call.responseEnded()
        }
        #expect(bench.issuer.asked.count == 2 && bench.state.running == 0)
    }
}

extension ForwardedCall.Action {
    fileprivate var isSend: Bool { if case .send = self { true } else { false } }
    fileprivate var isPassOn: Bool { if case .passOn = self { true } else { false } }
    fileprivate var failure: ForwardingFailure? { if case .fail(let failure) = self { failure } else { nil } }
}
