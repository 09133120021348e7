import Logging
import Synchronization
import Testing
import TuttiEngine
import TuttiResilience
import TuttiServer

@Suite(.timeLimit(.minutes(5))) struct ServiceLogTests {
    @Test func theFirstChangeIsALineAtOnceAndTheLastOneASecondLater() async throws {
        let lines = Lines()
        let log = ServiceLog(lines.logger(.info))
        for _ in 0..<500 {
            log.serviceChanged(
                ServiceEvent(service: "users", change: .breaker(from: .closed, to: .open), reason: "timeout"))
            log.serviceChanged(ServiceEvent(service: "users", change: .breaker(from: .halfOpen, to: .closed)))
        }
        #expect(
            lines.all == [
                "warning the circuit breaker of users has opened: calls fail at once from=closed kind=breaker reason=timeout service=users to=open"
            ])
        try await eventually("the second is over") { lines.all.count == 2 }
        #expect(
            lines.all.last
                == "info the circuit breaker of users has closed: calls pass from=half-open kind=breaker service=users to=closed unsaid=998"
        )
    }

    @Test func eachServiceAndKindHasItsOwnLines() {
        let lines = Lines()
        let log = ServiceLog(lines.logger(.info))
        for service in ["users", "orders"] {
            for change in [ServiceEvent.Change.failing, .limiter(from: .queueing, to: .full)] {
                log.serviceChanged(ServiceEvent(service: service, change: change))
            }
        }
        #expect(lines.all.count == 4)
    }

    @Test func unexpectedResponsesOfACallHaveALineASecond() {
        let lines = Lines()
        let log = ServiceLog(lines.logger(.info))
        for number in 0..<100 {
            log.serviceChanged(
                ServiceEvent(
                    service: "users", change: .unexpected(endpoint: "GET /a", call: "user"), reason: "/id \(number)"))
        }
        log.serviceChanged(
            ServiceEvent(service: "users", change: .unexpected(endpoint: "GET /b", call: "user"), reason: "/id"))
        log.flush()
        let sentence = "warning a response of users doesn't fit `expects`, and is taken all the same"
        #expect(
            lines.all == [
                "\(sentence) call=user endpoint=GET /a kind=expects reason=/id 0 service=users",
                "\(sentence) call=user endpoint=GET /b kind=expects reason=/id service=users",
                "\(sentence) call=user endpoint=GET /a kind=expects reason=/id 99 service=users unsaid=98",
            ])
    }

    @Test func whatWaitsIsWrittenAtTheEnd() {
        let lines = Lines()
        let log = ServiceLog(lines.logger(.info))
        log.serviceChanged(ServiceEvent(service: "users", change: .failing, reason: "status 503"))
        log.serviceChanged(ServiceEvent(service: "users", change: .succeeding(failures: 7)))
        log.flush()
        #expect(
            lines.all.last
                == "info calls to users succeed again failures=7 from=failing kind=calls service=users to=succeeding")
        log.flush()
        #expect(lines.all.count == 2)
    }

    /// What happens under any load is for `debug` alone, and takes no other line's turn.
    @Test func aChangeBelowTheLevelCountsForNothing() {
        let lines = Lines()
        let log = ServiceLog(lines.logger(.info))
        log.serviceChanged(ServiceEvent(service: "users", change: .limiter(from: .free, to: .queueing)))
        #expect(lines.all.isEmpty)
        log.serviceChanged(ServiceEvent(service: "users", change: .limiter(from: .queueing, to: .full)))
        #expect(lines.all.count == 1)
    }

    /// Collects what is logged.
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { lines.withLock { $0 } }

        func logger(_ level: Logger.Level) -> Logger {
            Logger(label: "test") { _ in Handler(logLevel: level, lines: self) }
        }

        private struct Handler: LogHandler {
            var metadata: Logger.Metadata = [:]
            var logLevel: Logger.Level
            let lines: Lines

            subscript(metadataKey key: String) -> Logger.Metadata.Value? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }

            func log(event: LogEvent) {
                let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
                lines.lines.withLock { $0.append("\(event.level) \(event.message)\(fields.joined())") }
            }
        }
    }
}
