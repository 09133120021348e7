import HTTPTypes
import Synchronization
import Testing
import TuttiEngine
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// `undo`: what a request has done that fails as a whole is taken back.
struct UndoTests {
    /// Three writes, of which the first two can be taken back: the first one without its result, the second one only with it.
    private static let endpoint = """
        endpoint: POST /x
        deadline: 1s
        calls:
          reserve:
            service: users
            put: "/reservations/{body.id}"
            required: true
            undo: { delete: "/reservations/{body.id}" }
          order:
            service: orders
            post: /orders
            after: reserve
            body: { id: body.id, password: "'hidden'" }
            required: true
            undo: { post: "/orders/{order.id}/cancel", body: { why: "'failed'" }, retry: { attempts: 3, backoff: 10ms } }
          pay:
            service: payments
            post: /payments
            after: order
            required: true
          mail: { service: users, post: /mails, after: order }
        """

    private final class Log: ServiceObserver {
        private let all = Mutex<[UndoFailure]>([])
        var failures: [UndoFailure] { all.withLock { $0 } }
        func serviceChanged(_ event: ServiceEvent) {}
        func undoFailed(_ failure: UndoFailure) { all.withLock { $0.append(failure) } }
    }

    private struct Run {
        let response: ComposedResponse
        let calls: [ScriptedCall]
        let failures: [UndoFailure]

        /// The undos in the order in which they were made.
        var undos: [String] { calls.filter { $0.name.hasSuffix(".undo") }.map { "\($0.method) \($0.target)" } }
        var problem: String { response.text }
    }

    private static func run(
        _ endpoint: String = endpoint, service: String = "", body: String = #"{"id":"7"}"#,
        leavingAfter: TimeSpan? = nil,
        _ script: @escaping @Sendable (ScriptedCall) -> ScriptedResponse?
    ) throws -> Run {
        let log = Log()
        let composing = try Composing(endpoint, service: service, observer: log) { call in
            script(call) ?? .body(#"{"id":"o1"}"#, after: .milliseconds(10))
        }
        let response = try composing.response(.post(body), cancelledAfter: leavingAfter)
        return Run(response: response, calls: composing.transport.calls, failures: log.failures)
    }

    @Test func nothingIsUndoneOfARequestThatSucceeds() throws {
        let run = try Self.run { _ in nil }
        #expect(run.response.status == 200)
        #expect(run.undos == [])
    }

    @Test func whatWasDoneIsTakenBackTheLatestFirst() throws {
        let run = try Self.run { $0.name == "pay" ? .body("{}", status: 402) : nil }
        #expect(run.undos == ["POST /orders/o1/cancel", "DELETE /reservations/7"])
        #expect(run.calls.first { $0.name == "order.undo" }?.body == #"{"why":"failed"}"#)
        #expect(run.failures.isEmpty)
    }

    @Test func theClientLearnsOfItInHeaderAndProblem() throws {
        let run = try Self.run { $0.name == "pay" ? .body("{}", status: 409) : nil }
        #expect(run.response.status == 409)
        #expect(
            run.response.compositionStatus.hasPrefix(
                "reserve;outcome=ok;ms=10;undone, order;outcome=ok;ms=10;undone, pay;"))
        #expect(run.problem.hasSuffix(#""undone":["reserve","order"]}"#))
    }

    /// One undo begins when the one before it has ended: what came later may stand on what came first.
    @Test func undosAreMadeOneAfterTheOther() throws {
        let run = try Self.run { $0.name == "pay" ? .failure(.reset) : nil }
        let undos = run.calls.filter { $0.name.hasSuffix(".undo") }
        #expect(undos.count == 2)
        #expect(undos[1].startedAt == undos[0].startedAt + .milliseconds(10))
    }

    @Test(arguments: [400, 401, 404, 409, 410, 422, 425, 429]) func whatWasRefusedIsNotTakenBack(status: Int) throws {
        let run = try Self.run { $0.name == "reserve" ? .body("{}", status: status) : nil }
        #expect(run.undos == [])
        #expect(!run.response.compositionStatus.contains("undone"))
    }

    @Test(arguments: [408, 500, 502, 503, 302, 201]) func whatMayBeDoneIsTakenBack(status: Int) throws {
        let run = try Self.run(
            Self.endpoint.replacingPart(
                "put: \"/reservations/{body.id}\"", with: "put: \"/reservations/{body.id}\"\n    accept: 200")
        ) { $0.name == "reserve" ? .body("{}", status: status) : nil }
        #expect(run.undos == ["DELETE /reservations/7"])
    }

    @Test(arguments: [UpstreamFailure.Reason.reset, .badResponse, .tooLarge, .timeout])
    func aResponseThatIsLostLeavesTheCallPerhapsDone(reason: UpstreamFailure.Reason) throws {
        let run = try Self.run { $0.name == "reserve" ? .failure(reason) : nil }
        #expect(run.undos == ["DELETE /reservations/7"])
        #expect(
            run.response.compositionStatus.hasPrefix("reserve;outcome=failed;reason=\(reason.rawValue);ms=0;undone"))
    }

    @Test func aResponseThatCannotBeReadLeavesTheCallPerhapsDone() throws {
        let run = try Self.run { $0.name == "reserve" ? .body("{", status: 200) : nil }
        #expect(run.undos == ["DELETE /reservations/7"])
    }

    /// What stands in for a result is none, and a question about the end of the call has no answer.
    @Test(arguments: [
        (#"undo: { when: "meta.reserve.status == `200`", delete: /x }"#, "its `when` asks how the call ended"),
        (#"undo: { when: "reserve.id", delete: /x }"#, "its undo reads its result"),
        (#"otherwise: { id: "'none'" }, undo: { delete: "/x/{reserve.id || body.id}" }"#, nil),
    ])
    func ofWhatIsPerhapsDoneNothingIsKnown(undo: String, problem: String?) throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              reserve: { service: users, put: /reservations, body: body, \(undo) }
              pay: { service: payments, post: /payments, after: reserve, required: true }
            """
        let run = try Self.run(endpoint) { call in
            switch call.name {
            case "reserve": .failure(.reset)
            case "pay": .body("{}", status: 409)
            default: nil
            }
        }
        #expect(run.undos == (problem == nil ? ["DELETE /x/7"] : []))
        #expect(run.failures.map(\.message).allSatisfy { $0.hasPrefix(problem ?? "-") })
        #expect(run.failures.count == (problem == nil ? 0 : 1))
    }

    /// Null would be sent in the place of a value of `let` that can't be worked out.
    @Test func anUndoThatReadsAFailedValueIsAnErrorForAPerson() throws {
        let endpoint = """
            endpoint: POST /x
            let: { amount: "abs(body.id)" }
            calls:
              reserve:
                service: users
                put: /reservations
                undo: { post: /back, body: { amount: amount } }
              pay: { service: payments, post: /payments, after: reserve, required: true }
            """
        let run = try Self.run(endpoint) { $0.name == "pay" ? .body("{}", status: 409) : nil }
        #expect(run.undos == [])
        #expect(run.failures.count == 1)
    }

    @Test func whatWasNeverSentIsNotTakenBack() throws {
        let run = try Self.run { $0.name == "reserve" ? .refused : nil }
        #expect(run.undos == [])
    }

    @Test func anUndoThatReadsAResultThatNobodyKnowsIsAnErrorForAPerson() throws {
        let run = try Self.run { $0.name == "order" ? .never : nil }
        #expect(run.undos == ["DELETE /reservations/7"])
        #expect(run.response.status == 504)
        #expect(run.response.compositionStatus.contains("order;outcome=failed;reason=timeout;ms=990;undo_failed"))
        #expect(run.problem.hasSuffix(#""undone":["reserve"],"undo_failed":["order"]}"#))
        let failure = try #require(run.failures.first)
        #expect(run.failures.count == 1)
        #expect(failure.call == "order" && !failure.wasDone && failure.undo == nil)
        #expect(failure.sent?.method == "POST" && failure.sent?.url == "http://orders:80/orders")
        #expect(failure.sent?.body == #"{"id":"7","password":"***"}"#)
        #expect(failure.requestID == "r1" && failure.endpoint == "POST /x")
    }

    @Test func anAttemptThatMayHaveSucceededCountsThoughALaterOneWasRefused() throws {
        let endpoint = Self.endpoint.replacingPart(
            "undo: { delete", with: "retry: { attempts: 2, on: [reset], backoff: 1ms }\n    undo: { delete")
        let run = try Self.run(endpoint) { call in
            guard call.name == "reserve" else { return nil }
            return call.startedAt == .zero ? .failure(.reset) : .body("{}", status: 409)
        }
        #expect(run.undos == ["DELETE /reservations/7"])
    }

    @Test func attemptsThatNeverConnectedCountForNothing() throws {
        let endpoint = Self.endpoint.replacingPart(
            "undo: { delete", with: "retry: { attempts: 2, on: [connect], backoff: 1ms }\n    undo: { delete")
        let run = try Self.run(endpoint) { $0.name == "reserve" ? .refused : nil }
        #expect(run.calls.count == 2)
        #expect(run.undos == [])
    }

    // MARK: - The undo itself

    @Test func anUndoIsTriedAgainWhateverItsMethodWithTheSameKey() throws {
        let run = try Self.run { call in
            if call.name == "pay" { return .failure(.reset) }
            return call.name == "order.undo" && call.startedAt < .zero + .milliseconds(40)
                ? .body("", status: 503) : nil
        }
        let keys = run.calls.filter { $0.name == "order.undo" }.flatMap {
            $0.headers.filter { $0.hasPrefix("idempotency-key") }
        }
        #expect(keys.count > 1)
        #expect(Set(keys).count == 1)
        #expect(run.failures.isEmpty)
    }

    @Test func anUndoThatFailsLeavesTheOthersToBeMade() throws {
        let run = try Self.run { call in
            call.name == "pay" || call.name == "order.undo" ? .body("", status: 500) : nil
        }
        #expect(run.undos == Array(repeating: "POST /orders/o1/cancel", count: 3) + ["DELETE /reservations/7"])
        #expect(run.response.compositionStatus.contains("order;outcome=ok;ms=10;undo_failed, pay"))
        let failure = try #require(run.failures.first)
        #expect(failure.wasDone && failure.attempts == 3 && failure.message == "status 500")
        #expect(failure.undo?.url == "http://orders:80/orders/o1/cancel")
    }

    @Test(arguments: [404, 410]) func nothingToUndoIsAsGoodAsUndone(status: Int) throws {
        let run = try Self.run { call in
            call.name == "pay" ? .failure(.reset) : call.name == "reserve.undo" ? .body("", status: status) : nil
        }
        #expect(run.failures.isEmpty)
        #expect(run.response.compositionStatus.hasPrefix("reserve;outcome=ok;ms=10;undone"))
    }

    /// The process may be killed while the others are made.
    @Test func aFailureIsToldBeforeTheNextUndoIsMade() throws {
        let log = Log()
        let told = Mutex<[String]?>(nil)
        let composing = try Composing(Self.endpoint, observer: log) { call in
            switch call.name {
            case "pay": return .body("", status: 409)
            case "order.undo": return .body("", status: 400)
            case "reserve.undo":
                told.withLock { $0 = log.failures.map(\.call) }
                return .body("")
            default: return .body(#"{"id":"o1"}"#)
            }
        }
        _ = try composing.response(.post(#"{"id":"7"}"#))
        #expect(told.withLock { $0 } == ["order"])
    }

    @Test func neitherTheDeadlineNorTheTimeOfTheCallBoundsIt() throws {
        let run = try Self.run { call in
            call.name == "pay" ? .never : call.name == "reserve.undo" ? .body("", after: .milliseconds(1900)) : nil
        }
        #expect(run.response.status == 504)
        #expect(run.failures.isEmpty)
        #expect(run.undos.count == 2)
    }

    @Test func aServiceThatHangsIsGivenUpWhenTheTimeOfTheUndoIsOver() throws {
        let run = try Self.run { call in
            call.name == "pay" ? .failure(.reset) : call.name == "reserve.undo" ? .never : nil
        }
        // Five attempts of two seconds would take longer than ten seconds.
        let undos = run.calls.filter { $0.name == "reserve.undo" }
        #expect(undos.count == 5)
        #expect(run.failures.map(\.call) == ["reserve"])
        #expect(undos.last.map { $0.deadline - undos[0].startedAt } == .seconds(10))
    }

    @Test func anOpenBreakerIsTriedAgain() throws {
        let service = "breaker: { minimum-calls: 1, clients: 1, open-for: 500ms }"
        let endpoint = """
            endpoint: POST /x
            calls:
              a: { service: users, post: /a, required: true, undo: { delete: /a, retry: { attempts: 5, backoff: 400ms } } }
            """
        let run = try Self.run(endpoint, service: service) { $0.name == "a" ? .failure(.reset) : nil }
        #expect(run.undos == ["DELETE /a"])
        #expect(run.failures.isEmpty)
    }

    @Test func anUndoWhoseConditionDoesNotHoldIsNotMade() throws {
        let endpoint = Self.endpoint.replacingPart(
            "undo: { delete: \"/reservations/{body.id}\" }",
            with: "undo: { delete: \"/reservations/{body.id}\", when: meta.reserve.status == `201` }")
        let run = try Self.run(endpoint) { $0.name == "pay" ? .failure(.reset) : nil }
        #expect(run.undos == ["POST /orders/o1/cancel"])
        #expect(run.response.compositionStatus.hasPrefix("reserve;outcome=ok;ms=10, "))
    }

    @Test func anUndoThatCannotBeMadeIsAnError() throws {
        let run = try Self.run { call in
            call.name == "pay" ? .failure(.reset) : call.name == "order" ? .body("{}") : nil
        }
        #expect(run.undos == ["DELETE /reservations/7"])
        #expect(run.failures.map(\.call) == ["order"])
        #expect(run.failures.first?.undo == nil)
    }

    @Test func itReadsWhatOtherCallsHaveGiven() throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              user: { service: users, get: /user }
              a: { service: orders, post: /a, required: true, undo: { delete: "/a/{user.id}/{a.id || 'unknown'}" }, after: user }
              b: { service: payments, post: /b, required: true, after: a }
            """
        #expect(try Self.run(endpoint) { $0.name == "b" ? .failure(.reset) : nil }.undos == ["DELETE /a/o1/o1"])
        #expect(try Self.run(endpoint) { $0.name == "a" ? .failure(.reset) : nil }.undos == ["DELETE /a/o1/unknown"])
    }

    // MARK: - What is in flight

    private static let parallel = """
        endpoint: POST /x
        deadline: 2s
        calls:
          a: { service: users, post: /a, timeout: 1s, required: true, undo: { delete: "/a/{a.id}" } }
          b: { service: orders, post: /b, required: true }
          c: { service: payments, post: /c, required: true, undo: { delete: /c } }
        """

    @Test func aCallInFlightIsWaitedForAndThenTakenBack() throws {
        let run = try Self.run(Self.parallel) { call in
            switch call.name {
            case "a": .body(#"{"id":"a1"}"#, after: .milliseconds(500))
            case "b": .body("", status: 400, after: .milliseconds(20))
            default: nil
            }
        }
        #expect(run.calls.allSatisfy { $0.canceledAt == nil })
        #expect(run.undos == ["DELETE /a/a1", "DELETE /c"])
    }

    @Test func itIsWaitedForNoLongerThanItsTime() throws {
        let run = try Self.run(Self.parallel) { call in
            call.name == "a" ? .never : call.name == "b" ? .body("", status: 400, after: .milliseconds(20)) : nil
        }
        #expect(run.undos == ["DELETE /c"])
        #expect(run.failures.map(\.call) == ["a"])
        #expect(run.calls.last?.startedAt == .zero + .seconds(1))
    }

    @Test func itIsNotSentAgain() throws {
        let endpoint = Self.parallel.replacingPart(
            "post: /c, required", with: "put: /c, retry: { attempts: 3, on: [reset], backoff: 1ms }, required")
        let run = try Self.run(endpoint) { call in
            call.name == "b"
                ? .body("", status: 400) : call.name == "c" ? .failure(.reset, after: .milliseconds(50)) : nil
        }
        #expect(run.calls.count { $0.name == "c" } == 1)
        #expect(run.undos.contains("DELETE /c"))
    }

    @Test func aClientThatLeavesHasEverythingTakenBack() throws {
        let run = try Self.run(leavingAfter: .milliseconds(25)) { _ in nil }
        #expect(run.calls.filter { !$0.name.hasSuffix(".undo") }.map(\.name) == ["reserve", "order", "pay", "mail"])
        #expect(run.undos == ["POST /orders/o1/cancel", "DELETE /reservations/7"])
        #expect(run.failures.isEmpty)
    }

    @Test func soDoesOneThatLeavesWhileAWriteIsInFlight() throws {
        let run = try Self.run(leavingAfter: .milliseconds(15)) { _ in nil }
        #expect(run.calls.filter { !$0.name.hasSuffix(".undo") }.map(\.name) == ["reserve", "order"])
        #expect(run.calls.allSatisfy { $0.canceledAt == nil })
        #expect(run.undos == ["POST /orders/o1/cancel", "DELETE /reservations/7"])
    }

    @Test func soDoesOneThatLeavesWhileAnAttemptIsRepeated() throws {
        let endpoint = Self.endpoint.replacingPart(
            "undo: { delete", with: "retry: { attempts: 2, on: [reset], backoff: 1ms }\n    undo: { delete")
        let run = try Self.run(endpoint, leavingAfter: .milliseconds(15)) { call in
            guard call.name == "reserve" else { return nil }
            return call.startedAt == .zero ? .failure(.reset) : .body("{}", after: .milliseconds(500))
        }
        #expect(run.undos == ["DELETE /reservations/7"])
        #expect(run.failures.isEmpty)
    }

    @Test func soDoesOneThatLeavesBetweenTwoAttempts() throws {
        let endpoint = Self.endpoint.replacingPart(
            "undo: { delete", with: "retry: { attempts: 2, on: [reset], backoff: 100ms }\n    undo: { delete")
        let run = try Self.run(endpoint, leavingAfter: .milliseconds(15)) {
            $0.name == "reserve" ? .failure(.reset) : nil
        }
        #expect(run.undos == ["DELETE /reservations/7"])
    }

    @Test func oneThatLeavesBeforeAnythingWasDoneHasNothingTakenBack() throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              user: { service: users, get: /user }
              a: { service: orders, post: /a, required: true, undo: { delete: /a }, after: user }
            """
        #expect(try Self.run(endpoint, leavingAfter: .milliseconds(5)) { _ in nil }.undos == [])
    }

    // MARK: - When a request has failed

    @Test func anOptionalCallThatFailsTakesNothingBack() throws {
        let run = try Self.run { $0.name == "mail" ? .failure(.reset) : nil }
        #expect(run.response.status == 200)
        #expect(run.undos == [])
    }

    @Test func whereEveryCallFailsWhatMayBeDoneIsTakenBack() throws {
        let endpoint = """
            endpoint: POST /x
            calls:
              a: { service: users, post: /a, undo: { delete: /a } }
              b: { service: users, post: /b }
            """
        let run = try Self.run(endpoint) { $0.name.hasSuffix(".undo") ? nil : .failure(.reset) }
        #expect(run.undos == ["DELETE /a"])
        #expect(run.response.status == 502)
    }
}

extension String {
    /// With the first occurrence of a text replaced.
    func replacingPart(_ part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return replacingCharacters(range, other)
    }

    private func replacingCharacters(_ range: Range<String.Index>, _ other: String) -> String {
        String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
