import HTTPTypes
import Synchronization
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// Requests of several clients for the same, at the same time.
struct CollapsedRequestTests {
    /// Counts what a service was asked, and answers each time with the number.
    private final class Counted: Sendable {
        let targets = Mutex<[String]>([])
        let wait: TimeSpan
        let answer: @Sendable (Int) -> ScriptedResponse

        init(wait: TimeSpan = .milliseconds(100), _ answer: @escaping @Sendable (Int) -> ScriptedResponse) {
            (self.wait, self.answer) = (wait, answer)
        }

        func take(_ call: ScriptedCall) -> ScriptedResponse {
            let number = targets.withLock { targets in
                targets.append(call.target)
                return targets.count
            }
            return answer(number)
        }

        var count: Int { targets.withLock { $0.count } }
    }

    private static func slow(_ text: String) -> ScriptedResponse { .body(text, after: .milliseconds(100)) }

    private static func composing(_ keys: String, of endpoint: String = "", _ counted: Counted) throws -> Composing {
        try Composing(
            """
            endpoint: GET /user/{id}
            \(endpoint)
            calls: { user: { service: users, get: "/u/{path.id}", \(keys) } }
            response: { user: user, outcome: meta.user.outcome }
            """
        ) { counted.take($0) }
    }

    @Test func aHundredClientsAskTheServiceOnce() throws {
        let counted = Counted { Self.slow("\($0)") }
        let composing = try Self.composing("cache: 30s", counted)
        let responses = try composing.responses(Array(repeating: .get("7"), count: 100))
        #expect(counted.count == 1)
        #expect(responses.count { $0.text == #"{"user":1,"outcome":"ok"}"# } == 1)
        #expect(responses.count { $0.text == #"{"user":1,"outcome":"cached"}"# } == 99)
    }

    @Test func whoAsksForSomethingElseDoesNotWait() throws {
        let counted = Counted { Self.slow("\($0)") }
        let composing = try Self.composing("cache: 30s", counted)
        _ = try composing.responses([.get("7"), .get("8"), .get("7")])
        #expect(counted.targets.withLock { $0.sorted() } == ["/u/7", "/u/8"])
    }

    @Test func aLeaderThatLeavesCancelsNobodyElse() throws {
        for endpoint in ["", "cache: 30s"] {
            let counted = Counted { Self.slow("\($0)") }
            let composing = try Self.composing(endpoint.isEmpty ? "cache: 30s" : "", of: endpoint, counted)
            let responses = try composing.responses(
                [.get("7"), .get("7"), .get("7")], leaving: 0, after: .milliseconds(10))
            #expect(counted.count == 1)
            #expect(responses.dropFirst().allSatisfy { $0.text.hasPrefix(#"{"user":1,"#) }, "\(endpoint)")
            // And it is there for those who come later.
            #expect(try composing.response(.get("7")).text.hasPrefix(#"{"user":1,"#))
            #expect(counted.count == 1)
        }
    }

    @Test func aFollowerThatLeavesLeavesTheOthersAlone() throws {
        let counted = Counted { Self.slow("\($0)") }
        let composing = try Self.composing("cache: 30s", counted)
        let responses = try composing.responses(
            [.get("7"), .get("7"), .get("7")], leaving: 1, after: .milliseconds(10))
        #expect(counted.count == 1)
        #expect(responses[0].text.hasPrefix(#"{"user":1,"#))
        #expect(responses[2].text.hasPrefix(#"{"user":1,"#))
    }

    @Test func aFailureIsToldToAllThatWaited() throws {
        let counted = Counted { _ in .failure(.reset, after: .milliseconds(100)) }
        let composing = try Self.composing("cache: 30s, otherwise: path.id", counted)
        let responses = try composing.responses(Array(repeating: .get("7"), count: 10))
        #expect(counted.count == 1)
        #expect(responses.allSatisfy { $0.calls[0].outcome == .fallback(.reset) })
    }

    @Test func whoHasMoreTimeAsksAgain() throws {
        let counted = Counted { number in number == 1 ? .failure(.reset, after: .seconds(60)) : .body("\(number)") }
        let composing = try Self.composing("cache: 30s, timeout: 500ms", counted)
        let responses = try composing.responses([.get("7"), .get("7")], apart: .milliseconds(200))
        #expect(responses[0].calls[0].outcome == .failed(.timeout))
        #expect(responses[1].text.hasPrefix(#"{"user":2,"#))
        #expect(counted.count == 2)
    }

    // MARK: - Older responses

    @Test func whatIsRenewedIsServedMeanwhile() throws {
        let counted = Counted { Self.slow("\($0)") }
        let composing = try Self.composing("cache: { for: 10s, while-revalidate: 20s }", counted)
        _ = try composing.response(.get("7"))
        composing.pass(.seconds(15))
        let stale = try composing.responses([.get("7"), .get("7")])
        #expect(stale.allSatisfy { $0.text == #"{"user":1,"outcome":"cached"}"# })
        composing.pass(.seconds(1))
        #expect(counted.count == 2)
        #expect(try composing.response(.get("7")).text == #"{"user":2,"outcome":"cached"}"#)
        composing.pass(.seconds(40))
        #expect(try composing.response(.get("7")).text == #"{"user":3,"outcome":"ok"}"#)
    }

    @Test func anOlderOneStandsInForAFailureForSoLong() throws {
        let counted = Counted { $0 == 1 ? .body("1") : .failure(.reset) }
        let composing = try Self.composing("cache: { for: 10s, if-error: 20s }", counted)
        _ = try composing.response(.get("7"))
        composing.pass(.seconds(29))
        #expect(try composing.response(.get("7")).calls[0].outcome == .stale(.reset))
        composing.pass(.seconds(2))
        #expect(try composing.response(.get("7")).calls[0].outcome == .failed(.reset))
    }

    @Test func thatThereIsNothingIsKeptForItsOwnTime() throws {
        let counted = Counted { $0 == 1 ? .body("null", status: 404) : .body("\($0)") }
        let composing = try Self.composing("cache: { for: 1h, negative: 5s }, otherwise: path.id", counted)
        for _ in 0..<3 {
            let response = try composing.response(.get("7"))
            #expect(response.calls[0].outcome == .fallback(.status))
            #expect(response.calls[0].status == 404)
        }
        #expect(counted.count == 1)
        composing.pass(.seconds(6))
        #expect(try composing.response(.get("7")).text == #"{"user":2,"outcome":"ok"}"#)
    }

    @Test func anotherFailureThanNothingIsNotKept() throws {
        let counted = Counted { _ in .body("null", status: 500) }
        let composing = try Self.composing("cache: { for: 1h, negative: 5s }, otherwise: path.id", counted)
        _ = try composing.response(.get("7"))
        _ = try composing.response(.get("7"))
        #expect(counted.count == 2)
    }

    @Test(arguments: [("", 4), ("vary: [accept-language], ", 2), ("vary: [x-a], ", 2), ("vary: [], ", 1)])
    func onlyTheNamedHeadersTellResponsesApart(vary: String, asked: Int) throws {
        let counted = Counted { .body("\($0)") }
        let composing = try Self.composing(
            "cache: { \(vary)for: 1h }, forward-headers: [accept-language, x-a]", counted)
        for (language, other) in [("de", "1"), ("de", "2"), ("en", "1"), ("en", "2"), ("de", "1")] {
            let headers = Fields(pairs: [("accept-language", language), ("x-a", other)])
            _ = try composing.response(.get("7", headers: headers))
        }
        #expect(counted.count == asked)
    }

    @Test(arguments: ["authorization", "cookie"])
    func whoseAResponseIsTellsItApartInAnyCase(name: String) throws {
        let counted = Counted { .body("\($0)") }
        let composing = try Self.composing("cache: { vary: [], for: 1h }, forward-headers: [\(name)]", counted)
        for value in ["a=1", "a=2", "a=1"] {
            _ = try composing.response(.get("7", headers: Fields(pairs: [(name, value)])))
        }
        #expect(counted.count == 2)
    }

    @Test func aBodyThatIsTooLargeIsNotKept() throws {
        for (bytes, asked) in [(1000, 1), (1100, 2)] {
            let counted = Counted { _ in .body("\"" + String(repeating: "x", count: bytes - 2) + "\"") }
            let composing = try Self.composing("cache: { for: 1h, max-size: 1KiB }", counted)
            for _ in 0..<2 { _ = try composing.response(.get("7")) }
            #expect(counted.count == asked)
        }
    }

    // MARK: - Purging

    @Test func whatIsPurgedIsAskedForAnew() throws {
        for isSoft in [true, false] {
            let counted = Counted { .body("\($0)") }
            let composing = try Self.composing(#"cache: { for: 1h, tags: ["user-{path.id}"] }"#, counted)
            _ = try composing.responses([.get("7"), .get("8")])
            composing.pass(.seconds(1))
            composing.purge(.tag("user-7"), isSoft: isSoft)
            composing.pass(.seconds(1))
            _ = try composing.responses([.get("7"), .get("8")])
            #expect(counted.targets.withLock { $0.sorted() } == ["/u/7", "/u/7", "/u/8"])
            composing.purge(.service("users"), isSoft: isSoft)
            composing.pass(.seconds(1))
            _ = try composing.responses([.get("7"), .get("8")])
            #expect(counted.count == 5)
        }
    }

    @Test func whatWasPurgedSoftlyMayStandIn() throws {
        for isSoft in [true, false] {
            let counted = Counted { $0 == 1 ? .body("1") : .failure(.reset) }
            let composing = try Self.composing("cache: { for: 1h, if-error: 1h }", counted)
            _ = try composing.response(.get("7"))
            composing.purge(.everything, isSoft: isSoft)
            composing.pass(.seconds(1))
            let outcome = try composing.response(.get("7")).calls[0].outcome
            #expect(outcome == (isSoft ? .stale(.reset) : .failed(.reset)))
        }
    }

    @Test func aResponseThatWasAskedForBeforeThePurgeIsMetByIt() throws {
        let counted = Counted { Self.slow("\($0)") }
        let composing = try Self.composing("cache: 1h", counted)
        _ = try composing.responses([.get("7")], after: .milliseconds(50), purging: .everything)
        _ = try composing.response(.get("7"))
        #expect(counted.count == 2)
    }
}

extension Composing {
    /// The responses to requests that come at the same time, or so long after each other.
    func responses(
        _ requests: [ClientRequest], apart: TimeSpan = .zero, leaving: Int? = nil, after: TimeSpan = .zero,
        purging: CachePurge.Target? = nil
    ) throws -> [ComposedResponse] {
        let (engine, transport) = (engine, transport)
        let responses = transport.run {
            var tasks: [Task<ComposedResponse, Never>] = []
            for (index, request) in requests.enumerated() {
                if index > 0, apart > .zero { _ = await transport.sleep(apart) }
                let task = Task(executorPreference: transport) {
                    await engine.response(request, endpoint: 0, over: transport)
                }
                tasks.append(task)
                if leaving == index { _ = transport.schedule(at: transport.now + after) { task.cancel() } }
            }
            if let purging {
                _ = transport.schedule(at: transport.now + after) {
                    engine.purge(CachePurge(purging, isSoft: true), now: transport.now)
                }
            }
            var responses: [ComposedResponse] = []
            for task in tasks { responses.append(await task.value) }
            return responses
        }
        guard let responses else { throw Stuck() }
        return responses
    }

    /// The response to a request that comes now, by the calendar too.
    func timed(_ request: ClientRequest) throws -> ComposedResponse {
        var request = request
        request.secondsSince1970 = 1_767_225_600 + Int(transport.now.nanoseconds / 1_000_000_000)
        return try response(request)
    }

    func purge(_ target: CachePurge.Target, isSoft: Bool) {
        engine.purge(CachePurge(target, isSoft: isSoft), now: transport.now)
    }
}

extension VirtualTransport {
    fileprivate func sleep(_ time: TimeSpan) async {
        await withCheckedContinuation { continuation in
            _ = schedule(at: now + time) { continuation.resume() }
        }
    }
}
