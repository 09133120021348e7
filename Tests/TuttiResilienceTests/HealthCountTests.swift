import Testing
import TuttiResilience

/// What checks of an instance come to.
struct HealthCountTests {
    /// `+` is a good check, `-` a failed one; the state after each is `u`, `h` or `x`.
    @Test(arguments: [
        ("", ""), ("+", "h"), ("-", "x"), ("--", "xx"), ("-+", "xx"), ("-++", "xxh"),
        ("+--", "hhh"), ("+---", "hhhx"), ("+--+--", "hhhhhh"), ("+--+---", "hhhhhhx"),
        ("+---+", "hhhxx"), ("+---++", "hhhxxh"), ("+---+-++", "hhhxxxxh"), ("+---+-+-+-", "hhhxxxxxxx"),
        ("-++---", "xxhhhx"),
    ])
    func threeFailuresTakeItDownAndTwoSuccessesBringItUp(checks: String, states: String) {
        var count = HealthCount(fall: 3, rise: 2)
        var seen = ""
        for check in checks {
            let before = count.state
            #expect(count.checkEnded(succeeded: check == "+") == (count.state != before))
            let letters: [HealthCount.State: String] = [.unknown: "u", .healthy: "h", .unhealthy: "x"]
            seen += letters[count.state] ?? "?"
        }
        #expect(seen == states)
    }

    @Test func beforeTheFirstCheckNothingIsKnown() {
        #expect(HealthCount(fall: 3, rise: 2).state == .unknown)
    }

    @Test(arguments: [(1, 1), (0, 0), (-3, Int.min)])
    func withOneEachEveryCheckDecides(fall: Int, rise: Int) {
        var count = HealthCount(fall: fall, rise: rise)
        for succeeded in [true, false, true, false, false, true] {
            _ = count.checkEnded(succeeded: succeeded)
            #expect(count.state == (succeeded ? .healthy : .unhealthy))
        }
    }
}
