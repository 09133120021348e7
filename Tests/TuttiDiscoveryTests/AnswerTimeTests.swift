import Testing
import TuttiDiscovery

struct AnswerTimeTests {
    @Test(
        arguments: [
            (domains: 0, servers: 1, milliseconds: 1_000), (0, 2, 1_000), (3, 1, 1_000), (6, 2, 571), (6, 3, 285),
            (6, 1, 571), (1_000, 3, 100), (0, 0, 1_000), (-1, -1, 1_000), (.max, .max, 100),
        ])
    func aDeadServerLeavesTimeForTheOthers(domains: Int, servers: Int, milliseconds: Int32) {
        #expect(AnswerTime.milliseconds(domains: domains, servers: servers) == milliseconds)
    }
}
