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

    @Test(
        arguments: [
            (
                .ejected(for: .milliseconds(31_400), .inARow(5)), "status 502",
                "warning the instance http://a:80 of users is ejected for 31 s: 5 requests in a row failed from=used instance=http://a:80 kind=instance reason=status 502 service=users to=ejected"
            ),
            (
                .ejected(for: .seconds(60), .probe), "connect",
                "warning the instance http://a:80 of users is ejected for 60 s: the first request after its last ejection failed from=used instance=http://a:80 kind=instance reason=connect service=users to=ejected"
            ),
            (
                .ejected(for: .seconds(30), .successRate(40, others: 92)), nil,
                "warning the instance http://a:80 of users is ejected for 30 s: 40 % of its requests succeed, and 92 % of those to all instances from=used instance=http://a:80 kind=instance service=users to=ejected"
            ),
            (
                .returned, nil,
                "info the instance http://a:80 of users gets requests again: its ejection is over from=ejected instance=http://a:80 kind=instance service=users to=used"
            ),
            (
                .unhealthy(checks: 3), "status 503",
                "warning the instance http://a:80 of users is unhealthy: 3 checks have failed from=healthy instance=http://a:80 kind=instance reason=status 503 service=users to=unhealthy"
            ),
            (
                .healthy, nil,
                "info the instance http://a:80 of users is healthy: its checks succeed from=unhealthy instance=http://a:80 kind=instance service=users to=healthy"
            ),
        ] as [(ServiceEvent.Change, String?, String)])
    func anInstanceHasItsLine(change: ServiceEvent.Change, reason: String?, line: String) {
        let lines = Lines()
        ServiceLog(lines.logger(.info)).serviceChanged(
            ServiceEvent(service: "users", change: change, reason: reason, instance: "http://a:80"))
        #expect(lines.all == [line])
    }

    @Test func eachInstanceHasItsOwnLines() {
        let lines = Lines()
        let log = ServiceLog(lines.logger(.info))
        for instance in ["http://a:80", "http://b:80", "http://a:80"] {
            log.serviceChanged(ServiceEvent(service: "users", change: .healthy, instance: instance))
        }
        #expect(lines.all.count == 2)
    }

    @Test func panicIsWarnedOf() {
        let lines = Lines()
        let log = ServiceLog(lines.logger(.info))
        log.serviceChanged(ServiceEvent(service: "users", change: .panic(well: 1, of: 5)))
        log.serviceChanged(ServiceEvent(service: "users", change: .panicOver))
        log.flush()
        #expect(
            lines.all == [
                "warning only 1 of the 5 instances of users is well: all are used from=well kind=instances service=users to=panic",
                "info enough instances of users are well: only these are used from=panic kind=instances service=users to=well",
            ])
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
}
