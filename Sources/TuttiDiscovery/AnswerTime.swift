/// How long a name server gets for an answer, before another one is asked.
///
/// A look-up tries the name in each search domain, and for each begins with the first server. So where that one is dead, each of them takes
/// so long. With all servers dead but the last one, what is left of 5 s has to do for the answers themselves.
///
/// Six search domains and two servers: seven names, 4,000 / 7 = 571 ms each.
package enum AnswerTime {
    /// For all answers that do not come.
    private static let budget = 4_000
    /// Whatever the files say.
    private static let bounds = 100...1_000

    /// The time with so many search domains and servers.
    package static func milliseconds(domains: Int, servers: Int) -> Int32 {
        // A file may say anything.
        let names = min(max(domains, 0), 1_000) + 1
        let dead = min(max(servers - 1, 1), 1_000)
        return Int32(min(max(budget / (names * dead), bounds.lowerBound), bounds.upperBound))
    }
}
