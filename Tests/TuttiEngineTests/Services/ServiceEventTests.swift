import Synchronization
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// What an observer is told about services.
struct ServiceEventTests {
    private static let endpoint = """
        endpoint: GET /x
        calls:
          user: { service: users, get: /u, required: true, timeout: 100ms }
        """
    private static let breaker =
        "breaker: { failure-ratio: 0.5, window: 10s, minimum-calls: 3, open-for: 5s, probes: 1, clients: 1 }"

    @Test func aServiceThatFailsAndComesBackIsReportedOnce() throws {
        let seen = Seen()
        let composing = try Composing(Self.endpoint, service: Self.breaker, observer: seen) { call in
            call.startedAt < .zero + .seconds(5) ? .body("", status: 503) : .body("1")
        }
        for _ in 0..<5 { _ = try composing.response(.get()) }
        composing.pass(.seconds(6))
        for _ in 0..<2 { #expect(try composing.response(.get()).status == 200) }
        let (reason, instance) = ("status 503", "http://users:80")
        #expect(
            seen.events == [
                ServiceEvent(service: "users", change: .failing, reason: reason, instance: instance),
                ServiceEvent(
                    service: "users", change: .breaker(from: .closed, to: .open), reason: reason, instance: instance),
                ServiceEvent(service: "users", change: .breaker(from: .open, to: .halfOpen)),
                ServiceEvent(service: "users", change: .succeeding(failures: 3)),
                ServiceEvent(service: "users", change: .breaker(from: .halfOpen, to: .closed)),
            ])
    }

    @Test func aProbeThatFailsOpensTheBreakerAgain() throws {
        let seen = Seen()
        let composing = try Composing(Self.endpoint, service: Self.breaker, observer: seen) { _ in
            .failure(.connect)
        }
        for _ in 0..<3 { _ = try composing.response(.get()) }
        composing.pass(.seconds(6))
        _ = try composing.response(.get())
        #expect(
            seen.events.last
                == ServiceEvent(
                    service: "users", change: .breaker(from: .halfOpen, to: .open), reason: "connect",
                    instance: "http://users:80"))
    }

    /// Every second call fails: that is one report, until none has failed for a second.
    @Test func aServiceThatFailsNowAndThenIsReportedOnce() throws {
        let seen = Seen()
        let count = Atomic(0)
        let composing = try Composing(Self.endpoint, observer: seen) { call in
            let isGood = call.startedAt > .zero + .seconds(2)
            return isGood || count.wrappingAdd(1, ordering: .relaxed).newValue % 2 == 0
                ? .body("1") : .body("", status: 500)
        }
        for _ in 0..<8 {
            _ = try composing.response(.get())
            composing.pass(.milliseconds(100))
        }
        #expect(seen.events.map(\.change) == [.failing])
        composing.pass(.seconds(2))
        for _ in 0..<2 { _ = try composing.response(.get()) }
        #expect(seen.events.map(\.change) == [.failing, .succeeding(failures: 4)])
    }

    @Test func aServiceWithoutFreePermitsIsReported() throws {
        let seen = Seen()
        let endpoint = """
            endpoint: POST /x
            calls:
              users: { service: users, each: body, get: "/u/{each}" }
            """
        let composing = try Composing(
            endpoint, service: "concurrency: { at-once: 1, waiting: 1 }", observer: seen
        ) { _ in .body("1", after: .milliseconds(10)) }
        _ = try composing.response(.post("[1, 2, 3]"))
        #expect(
            seen.events.map(\.change) == [
                .limiter(from: .free, to: .queueing), .limiter(from: .queueing, to: .full),
                .limiter(from: .full, to: .free),
            ])
    }

    private final class Seen: ServiceObserver {
        private let seen = Mutex<[ServiceEvent]>([])

        var events: [ServiceEvent] { seen.withLock { $0 } }

        func serviceChanged(_ event: ServiceEvent) { seen.withLock { $0.append(event) } }
    }
}
