import HTTPTypes
import SeededRandom
import Synchronization
import Testing
import TuttiPlan
import TuttiResilience
import TuttiUpstream

@testable import TuttiEngine

/// What the attempts of a forwarded request want done next after each event, and what is counted of them.
struct ForwardedCallTests {
    private static let breaker =
        "breaker: { failure-ratio: 0.5, window: 10s, minimum-calls: 2, open-for: 5s, probes: 1, clients: 1 }"
    private static let narrow = "concurrency: { at-once: 1, waiting: 1 }"

    /// A route, the clock of its worker, and how many permits have arrived.
    private final class Bench {
        let route: RouteUnderTest
        let clock = ManualClock()
        let permits = Arrivals()

        final class Arrivals: Sendable {
            private let count = Atomic(0)
            var number: Int { count.load(ordering: .relaxed) }
            func add() { count.add(1, ordering: .relaxed) }
        }

        init(
            _ route: String = "", service: String = "", orders: String = "http://orders:80",
            observer: (any ServiceObserver)? = nil
        ) throws {
            self.route = try RouteUnderTest(
                "route: /**\nto: orders\n\(route)\n", service: service, orders: orders, observer: observer)
        }

        func call(
            _ method: HTTPRequest.Method = .get, from client: Int = 0, isArriving: Bool = false,
            permits: Arrivals? = nil
        ) throws -> ForwardedCall {
            let request = try #require(route.forwarded("/x", ["x"], method: method, client: client)).request
            return ForwardedCall(request, isArriving: isArriving, by: clock) { [permits = permits ?? self.permits] in
                permits.add()
            }
        }

        var state: ServiceState { route.engine.serviceStates[0] }
    }

    private static func head(_ status: Int, _ headers: [(String, String)] = []) -> StreamedResponseHead {
        StreamedResponseHead(status: status, headers: headers.compactMap { HTTPField($0, $1) }, length: nil)
    }

    private static func failure(
        _ reason: UpstreamFailure.Reason, _ phase: UpstreamFailure.Phase = .exchanging
    ) -> UpstreamFailure {
        UpstreamFailure(reason, "what happened", phase: phase)
    }

    // MARK: - Responses

    @Test func aPermitIsHeldToTheEndOfTheBody() throws {
        let bench = try Bench("timeout: 2s")
        let call = try bench.call()
        #expect(call.begin().isSend)
        bench.clock.pass(.milliseconds(30))
        #expect(call.responseBegan(Self.head(200), mayRepeat: true).isPassOn)
        bench.clock.pass(.seconds(5))
        #expect(bench.state.running == 1)
        call.responseEnded()
        #expect(bench.state.running == 0)
        #expect(call.report.outcome == .ok && call.report.status == 200 && call.report.attempts == 1)
        #expect(call.report.duration == .milliseconds(30) && call.report.wasSent && call.report.name == "orders")
    }

    @Test(arguments: [(200, CallOutcome.ok), (404, .ok), (499, .ok), (500, .failed(.status)), (503, .failed(.status))])
    func everyStatusIsPassedOn(status: Int, outcome: CallOutcome) throws {
        let call = try Bench().call()
        _ = call.begin()
        #expect(call.responseBegan(Self.head(status), mayRepeat: true).isPassOn)
        call.responseEnded()
        #expect(call.report.outcome == outcome && call.report.status == status)
    }

    @Test func theTimesAreThoseOfRouteAndService() throws {
        let bench = try Bench(
            "timeout: 2s\nidle-timeout: 40s\nretry: { attempt-timeout: 800ms }", service: "connect-timeout: 300ms")
        let call = try bench.call()
        #expect(call.begin().isSend)
        let times = try #require(call.streamed(headers: [], body: .none)).times
        #expect(times.connect == .milliseconds(300) && times.response == .milliseconds(800))
        #expect(times.idle == .seconds(40))
    }

    // MARK: - Failures

    /// What a failure before the response comes to: the status of the client's response, its `Retry-After`, and the reason.
    @Test(
        arguments: [
            (.timeout, .exchanging, 504, nil, "timeout"), (.timeout, .connecting, 504, nil, "timeout"),
            (.connect, .connecting, 502, nil, "connect"), (.dns, .connecting, 502, nil, "dns"),
            (.tls, .connecting, 502, nil, "tls"), (.reset, .exchanging, 502, nil, "reset"),
            (.badResponse, .exchanging, 502, nil, "bad_response"), (.tooLarge, .exchanging, 502, nil, "too_large"),
            (.overloaded, .connecting, 503, "1", "overloaded"), (.overloaded, .exchanging, 503, nil, "overloaded"),
        ] as [(UpstreamFailure.Reason, UpstreamFailure.Phase, Int, String?, String)])
    func aFailureIsAProblemWithItsReason(
        reason: UpstreamFailure.Reason, phase: UpstreamFailure.Phase, status: Int, retryAfter: String?, label: String
    ) throws {
        let bench = try Bench()
        let call = try bench.call()
        _ = call.begin()
        bench.clock.pass(.milliseconds(10))
        let failure = try #require(
            call.failed(Self.failure(reason, phase), mayRepeat: true, isRequestSent: true).failure)
        let problem = failure.response(requestID: "r9")
        #expect(problem.status == status && problem.header("retry-after") == retryAfter)
        #expect(problem.text.contains("\"reason\":\"\(label)\"") && problem.text.contains("\"request-id\":\"r9\""))
        // What happened is for the log: it may name hosts.
        #expect(!problem.text.contains("what happened"))
        #expect(call.report.outcome.reason?.rawValue == label && call.report.message == "what happened")
        #expect(call.report.attempts == 1 && call.report.duration == .milliseconds(10))
        #expect(call.report.wasSent == (retryAfter == nil))
        #expect(bench.state.running == 0)
    }

    @Test func aBodyThatBreaksOffIsAFailure() throws {
        let seen = Seen()
        let bench = try Bench(service: Self.breaker, observer: seen)
        for _ in 0..<2 {
            let call = try bench.call()
            _ = call.begin()
            #expect(call.responseBegan(Self.head(200), mayRepeat: true).isPassOn)
            #expect(call.failed(Self.failure(.reset), mayRepeat: false, isRequestSent: true).failure?.reason == .reset)
            #expect(call.report.outcome == .failed(.reset) && call.report.status == 200)
        }
        #expect(bench.state.running == 0 && bench.state.breaker == .open)
        #expect(
            seen.events.first
                == ServiceEvent(service: "orders", change: .failing, reason: "reset", instance: "http://orders:80"))
    }

    /// A client that doesn't finish its request makes a service wait, which is no fault of the service.
    @Test(arguments: [(true, CircuitBreaker.StateName.open), (false, .closed)])
    func aTimeoutCountsOnlyOnceTheRequestIsSent(isRequestSent: Bool, breaker: CircuitBreaker.StateName) throws {
        let bench = try Bench("timeout: 1s\nretry: false", service: Self.breaker)
        for _ in 0..<3 {
            let call = try bench.call(.post)
            guard call.begin().isSend else { break }
            bench.clock.pass(.seconds(1))
            _ = call.failed(Self.failure(.timeout), mayRepeat: false, isRequestSent: isRequestSent)
        }
        #expect(bench.state.breaker == breaker)
    }

    // MARK: - Instances and retries

    @Test func anInstanceThatCanNotBeConnectedToIsPassedOver() throws {
        let bench = try Bench(orders: "http://one:80, http://two:80")
        let call = try bench.call(.post)
        #expect(call.begin().isSend)
        let first = call.streamed(headers: [], body: .none)?.origin.host
        #expect(call.failed(Self.failure(.connect, .connecting), mayRepeat: true, isRequestSent: false).isSend)
        let second = call.streamed(headers: [], body: .none)?.origin.host
        #expect(Set([first, second]) == ["one", "two"])
        #expect(bench.state.running == 1)
        #expect(call.failed(Self.failure(.connect, .connecting), mayRepeat: true, isRequestSent: false).failure != nil)
        #expect(call.report.attempts == 1 && bench.state.running == 0)
    }

    /// A timeout is that of the request, however many instances there are.
    @Test func theNextInstanceHasWhatIsLeftOfTheTime() throws {
        let bench = try Bench("timeout: 2s\nretry: { attempt-timeout: 1500ms }", orders: "http://one:80, http://two:80")
        let call = try bench.call()
        _ = call.begin()
        #expect(call.streamed(headers: [], body: .none)?.times.response == .milliseconds(1500))
        bench.clock.pass(.seconds(1))
        #expect(call.failed(Self.failure(.connect, .connecting), mayRepeat: true, isRequestSent: false).isSend)
        #expect(call.streamed(headers: [], body: .none)?.times.response == .milliseconds(500))
    }

    /// Whether there is another attempt after a failure, by the method and by whether the request can be sent again.
    @Test(
        arguments: [
            (.get, .reset, .exchanging, true, true), (.get, .reset, .exchanging, false, false),
            (.get, .connect, .connecting, true, true), (.get, .timeout, .exchanging, true, false),
            (.get, .badResponse, .exchanging, true, false), (.put, .reset, .exchanging, true, true),
            (.post, .reset, .exchanging, true, false), (.post, .connect, .connecting, true, true),
            (.post, .connect, .connecting, false, false), (.patch, .connect, .exchanging, true, false),
            (.init("PURGE") ?? .post, .reset, .exchanging, true, false),
            (.init("PURGE") ?? .post, .connect, .connecting, true, true),
        ] as [(HTTPRequest.Method, UpstreamFailure.Reason, UpstreamFailure.Phase, Bool, Bool)])
    func isTriedAgainOnlyWhereNothingIsDoneTwice(
        method: HTTPRequest.Method, reason: UpstreamFailure.Reason, phase: UpstreamFailure.Phase, mayRepeat: Bool,
        isTriedAgain: Bool
    ) throws {
        let bench = try Bench("retry: {}")
        let call = try bench.call(method)
        _ = call.begin()
        let action = call.failed(Self.failure(reason, phase), mayRepeat: mayRepeat, isRequestSent: true)
        #expect((action.pause != nil) == isTriedAgain)
        #expect((action.failure != nil) != isTriedAgain)
        #expect(bench.state.retries == (isTriedAgain ? 1 : 0))
        guard let until = action.pause else { return }
        #expect(until == bench.clock.now + .milliseconds(25))
        bench.clock.pass(.milliseconds(25))
        #expect(call.timeIsUp().isSend)
        #expect(call.responseBegan(Self.head(200), mayRepeat: true).isPassOn)
        call.responseEnded()
        #expect(call.report.outcome == .ok && call.report.attempts == 2 && bench.state.running == 0)
    }

    @Test func aStatusIsTriedAgainNoSoonerThanTheServiceSays() throws {
        let bench = try Bench("retry: {}\ntimeout: 10s")
        let call = try bench.call()
        _ = call.begin()
        let action = call.responseBegan(Self.head(503, [("retry-after", "2")]), mayRepeat: true)
        #expect(action.pause == bench.clock.now + .seconds(2))
        #expect(bench.state.running == 0)
        bench.clock.pass(.seconds(2))
        #expect(call.timeIsUp().isSend)
        // Only two attempts: the second response is passed on, whatever it is.
        #expect(call.responseBegan(Self.head(503), mayRepeat: true).isPassOn)
        call.responseEnded()
        #expect(call.report.status == 503 && call.report.attempts == 2)
    }

    @Test(arguments: [("timeout: 1s", true), ("timeout: 10s", false)])
    func aStatusIsPassedOnWhereThereIsNoOtherAttempt(keys: String, mayRepeat: Bool) throws {
        let bench = try Bench("retry: {}\n" + keys)
        let call = try bench.call()
        _ = call.begin()
        #expect(call.responseBegan(Self.head(503, [("retry-after", "2")]), mayRepeat: mayRepeat).isPassOn)
        call.giveUp()
        #expect(bench.state.running == 0 && bench.state.retries == 0)
    }

    /// What is known of the first attempt says more than that there is no permit for a second one.
    @Test func aRefusedRetryComesToTheFailureBefore() throws {
        let bench = try Bench("retry: {}\ntimeout: 10s", service: "concurrency: { at-once: 1, waiting: 0 }")
        let call = try bench.call()
        _ = call.begin()
        #expect(call.responseBegan(Self.head(503, [("retry-after", "1")]), mayRepeat: true).pause != nil)
        let other = try bench.call()
        #expect(other.begin().isSend)
        bench.clock.pass(.seconds(1))
        let problem = try #require(call.timeIsUp().failure).response(requestID: "r1")
        #expect(problem.status == 503 && problem.header("retry-after") == "1")
        #expect(call.report.outcome == .failed(.status) && call.report.status == 503 && call.report.attempts == 1)
        #expect(bench.state.retries == 0)
        other.giveUp()
    }

    @Test func theBudgetOfTheServiceBoundsRetries() throws {
        let bench = try Bench(service: "retry: { budget: 0.1 }")
        var retries = 0
        for _ in 0..<60 {
            let call = try bench.call()
            _ = call.begin()
            if call.failed(Self.failure(.reset), mayRepeat: true, isRequestSent: true).pause != nil { retries += 1 }
            call.giveUp()
        }
        #expect(retries < 20 && bench.state.attemptsRefused == 60 - retries)
    }

    // MARK: - Permits

    @Test func waitsForThePermitOfAnother() throws {
        let bench = try Bench("timeout: 1s", service: Self.narrow)
        let (first, second, third) = (try bench.call(), try bench.call(), try bench.call())
        #expect(first.begin().isSend)
        #expect(second.begin().wait == bench.clock.now + .seconds(1))
        let refusal = try #require(third.begin().failure)
        #expect(refusal.reason == .overloaded && refusal.status == 503)
        #expect(third.report.attempts == 0 && !third.report.wasSent)
        _ = first.responseBegan(Self.head(200), mayRepeat: true)
        bench.clock.pass(.milliseconds(400))
        first.responseEnded()
        #expect(bench.permits.number == 1)
        #expect(second.permitArrived().isSend)
        #expect(second.streamed(headers: [], body: .none)?.times.response == .milliseconds(600))
        second.giveUp()
        #expect(bench.state.running == 0)
    }

    @Test func isLateAtItsDeadline() throws {
        let bench = try Bench("timeout: 1s", service: Self.narrow)
        let (first, second) = (try bench.call(), try bench.call())
        _ = (first.begin(), second.begin())
        bench.clock.pass(.seconds(1))
        let failure = try #require(second.timeIsUp().failure)
        #expect(failure.reason == .timeout && failure.status == 504)
        #expect(bench.state.queued == 0)
        first.giveUp()
        #expect(bench.permits.number == 0 && bench.state.running == 0)
    }

    @Test(arguments: [false, true])
    func aPermitThatComesTooLateGoesBack(isGivenUp: Bool) throws {
        let bench = try Bench("timeout: 1s", service: Self.narrow)
        let (first, second) = (try bench.call(), try bench.call())
        _ = (first.begin(), second.begin())
        first.giveUp()
        #expect(bench.permits.number == 1 && bench.state.running == 1)
        if isGivenUp {
            second.giveUp()
            #expect(second.permitArrived().isNone)
        } else {
            bench.clock.pass(.seconds(1))
            #expect(second.timeIsUp().isNone)
            #expect(second.permitArrived().failure?.reason == .timeout)
        }
        #expect(bench.state.running == 0)
    }

    // MARK: - Requests that are still being sent

    /// Whoever sends slowly keeps permits: those of the others are not among them.
    @Test func aClientThatIsStillSendingHoldsHalfOfThePermits() throws {
        let bench = try Bench("timeout: 1s", service: "concurrency: { at-once: 4, waiting: 0 }")
        let slow = try (0..<4).map { _ in try bench.call(.post, from: 1, isArriving: true) }
        #expect(slow.map { $0.begin().isSend } == [true, true, false, false])
        #expect(bench.state.running == 2 && bench.state.queued == 2)
        let others = try [bench.call(.post, from: 2, isArriving: true), bench.call(from: 1)]
        #expect(others.map { $0.begin().isSend } == [true, true])
        #expect(bench.state.running == 4)
        bench.clock.pass(.seconds(1))
        #expect(slow[2].timeIsUp().failure?.reason == .timeout)
        for call in slow + others { call.giveUp() }
        #expect(bench.state.running == 0 && bench.state.queued == 0)
    }

    /// What ends a request's claim to its client's share: it is complete, it is over, or it failed.
    @Test(arguments: 0..<4)
    func aRequestThatIsCompleteMakesRoomForTheNextOfItsClient(end: Int) throws {
        let bench = try Bench("retry: false", service: "concurrency: { at-once: 2, waiting: 2 }")
        let (first, second) = (
            try bench.call(.post, isArriving: true), try bench.call(.post, isArriving: true)
        )
        #expect(first.begin().isSend && second.begin().wait != nil)
        switch end {
        case 0: first.requestArrived()
        case 1: first.giveUp()
        case 2: _ = first.failed(Self.failure(.reset), mayRepeat: false, isRequestSent: false)
        default:
            _ = first.responseBegan(Self.head(200), mayRepeat: false)
            first.responseEnded()
        }
        #expect(bench.permits.number == 1)
        #expect(second.permitArrived().isSend)
        #expect(bench.state.running == (end == 0 ? 2 : 1) && bench.state.queued == 0)
        first.giveUp()
        second.giveUp()
        #expect(bench.state.running == 0)
        #expect(try bench.call(.post, isArriving: true).begin().isSend)
    }

    @Test func aShareThatComesTooLateGoesBack() throws {
        let bench = try Bench("timeout: 1s", service: "concurrency: { at-once: 2, waiting: 0 }")
        let calls = try (0..<4).map { _ in try bench.call(.post, isArriving: true) }
        #expect(calls[0].begin().isSend && calls[1].begin().wait != nil && calls[2].begin().wait != nil)
        calls[0].giveUp()
        calls[1].giveUp()
        #expect(calls[1].permitArrived().isNone && bench.permits.number == 2)
        bench.clock.pass(.seconds(1))
        #expect(calls[2].timeIsUp().isNone)
        #expect(calls[2].permitArrived().failure?.reason == .timeout)
        #expect(calls[3].begin().isSend && bench.state.queued == 0)
    }

    // MARK: - The breaker

    @Test func theBreakerOfCallsCountsRoutesToo() throws {
        let bench = try Bench("retry: false", service: Self.breaker)
        for _ in 0..<2 {
            let call = try bench.call()
            _ = call.begin()
            _ = call.responseBegan(Self.head(500), mayRepeat: true)
        }
        // It is told when the response begins, and not when its body has ended.
        #expect(bench.state.breaker == .open && bench.state.running == 2)
        let problem = try #require(try bench.call().begin().failure).response(requestID: "r1")
        #expect(problem.status == 503 && problem.header("retry-after") == "5")
        #expect(problem.text.contains("\"reason\":\"breaker_open\""))
    }

    /// A probe may be answered by a stream of hours: what the breaker wants to know is known when it begins.
    @Test func aProbeEndsWithTheHeadOfItsResponse() throws {
        let bench = try Bench("retry: false", service: Self.breaker)
        for _ in 0..<2 {
            let call = try bench.call()
            _ = call.begin()
            _ = call.failed(Self.failure(.connect, .connecting), mayRepeat: true, isRequestSent: true)
        }
        bench.clock.pass(.seconds(5))
        let probe = try bench.call()
        #expect(probe.begin().isSend)
        #expect(bench.state.breaker == .halfOpen)
        #expect(probe.responseBegan(Self.head(200), mayRepeat: true).isPassOn)
        #expect(bench.state.breaker == .closed && bench.state.running == 1)
        probe.giveUp()
        #expect(bench.state.running == 0)
    }

    // MARK: - Whatever happens

    /// Events in any order, also senseless ones: no permit is lost, and each report says what came of it.
    @Test func noPermitIsLostInAnyOrderOfEvents() throws {
        var random = SeededGenerator(seed: 7)
        let reasons: [UpstreamFailure.Reason] = [
            .timeout, .connect, .dns, .tls, .reset, .badResponse, .tooLarge, .overloaded, .canceled,
        ]
        for _ in 0..<60 {
            let bench = try Bench(
                "retry: { attempts: 3 }", service: "concurrency: { at-once: 2, waiting: 2 }, " + Self.breaker,
                orders: "http://one:80, http://two:80")
            let arrivals = (0..<5).map { _ in Bench.Arrivals() }
            let calls = try arrivals.map { try bench.call(random.chance(50) ? .get : .post, permits: $0) }
            var told = [0, 0, 0, 0, 0]
            for _ in 0..<60 {
                guard let call = calls.randomElement(using: &random) else { continue }
                switch Int.random(in: 0..<9, using: &random) {
                case 0, 1, 2: _ = call.begin()
                case 3: _ = call.timeIsUp()
                case 4:
                    let status = [200, 204, 404, 500, 503].randomElement(using: &random) ?? 200
                    _ = call.responseBegan(Self.head(status), mayRepeat: random.chance(50))
                case 5: call.responseEnded()
                case 6:
                    let phase: UpstreamFailure.Phase = random.chance(50) ? .connecting : .exchanging
                    _ = call.failed(
                        Self.failure(reasons.randomElement(using: &random) ?? .reset, phase),
                        mayRepeat: random.chance(50), isRequestSent: random.chance(50))
                case 7: bench.clock.pass(.milliseconds(Int64.random(in: 0..<2_000, using: &random)))
                default: if random.chance(20) { call.giveUp() }
                }
                // A call hears of its permit some time after it has come.
                for index in calls.indices where arrivals[index].number > told[index] && random.chance(60) {
                    told[index] += 1
                    _ = calls[index].permitArrived()
                }
            }
            for call in calls { call.giveUp() }
            #expect(bench.state.running == 0 && bench.state.queued == 0)
        }
    }
}

private final class Seen: ServiceObserver {
    private let list = Mutex<[ServiceEvent]>([])
    var events: [ServiceEvent] { list.withLock { $0 } }

    func serviceChanged(_ event: ServiceEvent) {
        list.withLock { $0.append(event) }
    }
}

extension ForwardedCall.Action {
    fileprivate var isSend: Bool { if case .send = self { true } else { false } }
    fileprivate var isPassOn: Bool { if case .passOn = self { true } else { false } }
    fileprivate var isNone: Bool { if case .none = self { true } else { false } }
    fileprivate var wait: MonotonicTime? { if case .wait(let until) = self { until } else { nil } }
    fileprivate var pause: MonotonicTime? { if case .pause(let until) = self { until } else { nil } }
    fileprivate var failure: ForwardingFailure? { if case .fail(let failure) = self { failure } else { nil } }
}
