import HTTPTypes
import Testing
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

@testable import TuttiEngine

/// What an attempt wants done next after each event, without a gate, a transport or a clock.
struct AttemptStateTests {
    private static let start = MonotonicTime.zero + .seconds(10)
    private static let deadline = start + .seconds(1)

    private let ticket: CircuitBreaker.Ticket
    private let call: PreparedCall
    private let instances: [ServiceInstance]

    init() throws {
        try self.init(keys: "")
    }

    private init(keys: String) throws {
        var breaker = CircuitBreaker(
            policy: BreakerPolicy(
                failureRatio: 0.5, window: .seconds(10), minimumCalls: 10, openFor: .seconds(5), probes: 1))
        guard case .admitted(let ticket) = breaker.admit(from: ClientGroup(number: 0), now: Self.start) else {
            throw IsNotAdmitted()
        }
        self.ticket = ticket
        let endpoint = "endpoint: GET /x\ndeadline: 3s\ncalls:\n  a: { service: users, get: /a, timeout: 1s\(keys) }\n"
        let plan = try Composing(endpoint, userInstances: ["one", "two"]) { _ in .never }.engine.plan
        call = PreparedEndpoint(plan.endpoints[0], in: plan).calls[0]
        instances = plan.services[call.plan.service].instances
    }

    private struct IsNotAdmitted: Error {}

    private func attempt() -> AttemptState {
        AttemptState(call, CallContent(target: "/a", deadline: Self.deadline))
    }

    private func set(_ count: Int = 2) -> InstanceSet {
        let plans = Array(instances.prefix(count))
        return InstanceSet(plans.map { PreparedInstance($0) }, plans, zone: nil)
    }

    /// An attempt that has a permit and was sent to the first instance.
    private func sent(instances: Int = 2, at now: MonotonicTime = start) throws -> AttemptState {
        var attempt = attempt()
        try #require(attempt.decided(.acquired(ticket), among: set(instances), now: now) == .send)
        let request = attempt.request(to: PreparedInstance(self.instances[0]))
        try #require(request.instance.origin.host == "one")
        return attempt
    }

    private static func response(_ status: Int, location: String? = nil) -> UpstreamResult {
        .response(
            UpstreamResponse(
                status: status, headers: location.map { [.init(name: .location, value: $0)] } ?? [], body: []))
    }

    private static func failure(
        _ reason: UpstreamFailure.Reason, _ phase: UpstreamFailure.Phase
    ) -> UpstreamResult {
        .failure(UpstreamFailure(reason, "", phase: phase))
    }

    // MARK: - The gate's decision

    @Test func aPermitLetsItBeSent() {
        var attempt = attempt()
        #expect(attempt.decided(.acquired(ticket), among: set(), now: Self.start) == .send)
    }

    @Test(arguments: [ServiceGate.Decision.breakerOpen(retryAfter: .seconds(1)), .overloaded, .late, .canceled])
    func aRefusalIsItsEnd(decision: ServiceGate.Decision) {
        var attempt = attempt()
        #expect(attempt.decided(decision, among: set(), now: Self.start) == .finish)
        let end = attempt.end(.refused(CallEnd(refusal: decision)))
        #expect(end.attempts == 0)
        #expect(end.tries == 1)
    }

    @Test(arguments: [
        (0, false, nil), (999, false, nil), (1000, false, "late"), (0, true, "canceled"), (2000, true, "canceled"),
    ])
    func aPermitThatComesTooLateIsNotUsed(milliseconds: Int64, isCanceled: Bool, refusal: String?) {
        var attempt = attempt()
        if isCanceled { attempt.cancel() }
        let found: String? =
            switch attempt.refusal(now: Self.start + .milliseconds(milliseconds)) {
            case nil: nil
            case .late: "late"
            case .canceled: "canceled"
            default: "another"
            }
        #expect(found == refusal)
    }

    /// The deadline of what is sent: that of the call, or the attempt's own from its permit on.
    @Test(arguments: [
        ("", 1000), (", retry: { attempt-timeout: 300ms }", 500), (", retry: { attempt-timeout: 900ms }", 1000),
    ])
    func theTimeOfAnAttemptBeginsWithItsPermit(keys: String, milliseconds: Int64) throws {
        let tests = try AttemptStateTests(keys: keys)
        var attempt = try tests.sent(at: Self.start + .milliseconds(200))
        #expect(
            attempt.request(to: PreparedInstance(tests.instances[1])).deadline == Self.start
                + .milliseconds(milliseconds))
        #expect(attempt.content.deadline == Self.deadline)
    }

    // MARK: - Results

    /// Results of the first of two instances, when they come, and what is done then.
    private static let results: [(UpstreamResult, Int64, AttemptState.Action, CircuitBreaker.CallResult?)] = [
        (response(200), 10, .finish, .succeeded),
        (response(404), 10, .finish, .succeeded),
        (response(503), 10, .finish, .failed),
        (failure(.reset, .exchanging), 10, .finish, .failed),
        (failure(.badResponse, .exchanging), 10, .finish, .failed),
        (failure(.tooLarge, .exchanging), 10, .finish, .succeeded),
        (failure(.timeout, .exchanging), 1000, .finish, .silent),
        (failure(.overloaded, .connecting), 10, .finish, .ignored),
        (failure(.canceled, .connecting), 10, .finish, .ignored),
        // Passed over for the second instance: the permit is kept.
        (failure(.connect, .connecting), 10, .send, nil),
        (failure(.dns, .connecting), 10, .send, nil),
        (failure(.tls, .connecting), 10, .send, nil),
        (failure(.timeout, .connecting), 999, .send, nil),
        // No time is left for the second one.
        (failure(.connect, .connecting), 1000, .finish, .unreachable),
    ]

    @Test(arguments: results)
    func whatComesOfAResult(
        result: UpstreamResult, milliseconds: Int64, action: AttemptState.Action, health: CircuitBreaker.CallResult?
    ) throws {
        var attempt = try sent()
        let ended = attempt.exchangeEnded(result, now: Self.start + .milliseconds(milliseconds))
        #expect(ended.action == action)
        #expect(ended.release?.result == health)
        #expect(ended.release?.ticket == (health == nil ? nil : ticket))
        #expect(attempt.end(.exchanged(result)).attempts == (health == nil ? 0 : 1))
    }

    @Test(arguments: [(200, 40), (404, 40), (499, 40), (500, nil)])
    func theLatencyOfAResponseIsNotedUnlessTheServerFailed(status: Int, milliseconds: Int64?) throws {
        var attempt = try sent()
        let ended = attempt.exchangeEnded(Self.response(status), now: Self.start + .milliseconds(40))
        #expect(ended.release?.latency == milliseconds.map { .milliseconds($0) })
    }

    // MARK: - Instances

    @Test func eachInstanceIsTriedOnce() throws {
        var attempt = try sent(instances: 2)
        let refused = Self.failure(.connect, .connecting)
        #expect(attempt.exchangeEnded(refused, now: Self.start).action == .send)
        #expect(attempt.request(to: PreparedInstance(instances[1])).instance.origin.host == "two")
        let ended = attempt.exchangeEnded(refused, now: Self.start)
        #expect(ended.action == .finish)
        #expect(ended.release?.result == .unreachable)
        #expect(attempt.end(.exchanged(refused)).attempts == 1)
    }

    @Test func theOnlyInstanceIsNotPassedOver() throws {
        var attempt = try sent(instances: 1)
        #expect(attempt.exchangeEnded(Self.failure(.connect, .connecting), now: Self.start).action == .finish)
    }

    @Test func noInstanceIsTriedOnceNobodyWaits() throws {
        var attempt = try sent()
        attempt.cancel()
        #expect(attempt.exchangeEnded(Self.failure(.connect, .connecting), now: Self.start).action == .finish)
    }

    @Test func withoutAnInstanceItsPermitGoesBack() {
        var attempt = attempt()
        _ = attempt.decided(.acquired(ticket), among: set(), now: Self.start)
        #expect(attempt.foundNoInstance() == ticket)
        #expect(attempt.foundNoInstance() == nil)
    }

    // MARK: - Redirects

    @Test func aRedirectNeedsAPermitOfItsOwn() throws {
        let tests = try AttemptStateTests(keys: ", follow: 1")
        var attempt = try tests.sent()
        let moved = Self.response(302, location: "/b")
        let ended = attempt.exchangeEnded(moved, now: Self.start)
        #expect(ended.action == .acquire)
        #expect(ended.release?.result == .succeeded)
        #expect(attempt.decided(.acquired(tests.ticket), among: set(), now: Self.start) == .sendRedirect)
        let redirected = attempt.redirectRequest()
        #expect(redirected?.target == "/b" && redirected?.instance.origin.host == "one")

        #expect(attempt.exchangeEnded(moved, now: Self.start).action == .finish)
        let end = attempt.end(.exchanged(moved))
        #expect(end.attempts == 2)
        #expect(end.trail?.followed == 1)
        #expect(end.trail?.note == "over the limit of 1 redirects")
    }

    @Test func aRedirectThatTheGateRefusesIsTheEnd() throws {
        let tests = try AttemptStateTests(keys: ", follow: 1")
        var attempt = try tests.sent()
        _ = attempt.exchangeEnded(Self.response(302, location: "/b"), now: Self.start)
        #expect(attempt.decided(.overloaded, among: set(), now: Self.start) == .finish)
        let end = attempt.end(.refused(CallEnd(refusal: .overloaded)))
        #expect(end.attempts == 1)
        #expect(end.trail?.followed == 1)
    }

    @Test func anotherHostSaysNothingAboutTheService() throws {
        let tests = try AttemptStateTests(keys: ", follow: { at-most: 1, hosts: [elsewhere] }")
        var attempt = try tests.sent()
        let moved = Self.response(302, location: "http://elsewhere/b")
        #expect(attempt.exchangeEnded(moved, now: Self.start).action == .acquire)
        #expect(attempt.decided(.acquired(tests.ticket), among: set(), now: Self.start) == .sendRedirect)
        let redirected = attempt.redirectRequest()
        #expect(redirected?.instance.origin.host == "elsewhere")
        let ended = attempt.exchangeEnded(Self.failure(.connect, .connecting), now: Self.start)
        #expect(ended.action == .finish)
        #expect(ended.release?.result == .ignored)
    }

    @Test func withoutFollowARedirectIsAResponse() throws {
        var attempt = try sent()
        #expect(attempt.exchangeEnded(Self.response(302, location: "/b"), now: Self.start).action == .finish)
    }
}
