import Logging
import Testing
import TuttiRedis

@testable import TuttiServer

struct RedisLogTests {
    @Test(arguments: [
        (RedisChange.came, "info Redis at cache:6379 can be used"),
        (
            .went(.refused(code: "WRONGPASS")),
            "warning Redis at cache:6379 can't be used: it refuses the user or the password; the gateway goes on without it"
        ),
        (
            .went(.nonsense(.deep)),
            "warning Redis at cache:6379 can't be used: what it says is not the protocol of Redis: a reply is nested too deep; the gateway goes on without it"
        ),
        (.rests, "warning Redis at cache:6379 is not asked for a second: half of what it was asked failed"),
        (.answers, "info Redis at cache:6379 answers again"),
        (.refuses(code: "OOM"), "warning Redis at cache:6379 refuses commands: OOM"),
    ])
    func eachChangeHasItsLine(change: RedisChange, line: String) {
        let log = Lines()
        RedisLog(log.logger(.info)).redis("cache:6379", changed: change)
        #expect(log.all == ["\(line) kind=redis redis=cache:6379"])
    }
}
