import NIOCore
import Testing
import TuttiResilience

@testable import TuttiStreams

struct AddressRaceTests {
    private static func address(_ text: String) throws -> SocketAddress { try SocketAddress(ipAddress: text, port: 80) }

    @Test(
        arguments: [
            ([], []), (["::1"], ["::1"]),
            (["::1", "::2", "::3", "10.0.0.1"], ["::1", "10.0.0.1", "::2", "::3"]),
            (["10.0.0.1", "10.0.0.2", "::1", "::2", "::3"], ["10.0.0.1", "::1", "10.0.0.2", "::2", "::3"]),
            (["10.0.0.2", "10.0.0.1"], ["10.0.0.2", "10.0.0.1"]),
        ] as [([String], [String])])
    func familiesTakeTurns(found: [String], order: [String]) throws {
        var race = AddressRace(try found.map(Self.address))
        var tried: [String] = []
        while let next = race.next() { tried.append(next.ipAddress ?? "") }
        #expect(tried == order)
        #expect(race.isOver)
    }

    /// Of three addresses, two are left when the first one is tried.
    @Test(
        arguments: [(10_000, 250), (750, 250), (300, 100), (0, 0), (-5, 0)] as [(Int64, Int64)])
    func anAddressIsAloneForAQuarterOfASecondAtMost(left: Int64, alone: Int64) throws {
        var race = AddressRace(try ["::1", "::2", "::3"].map(Self.address))
        _ = race.next()
        let now = MonotonicTime.zero + .seconds(10)
        let pause = race.headStart(until: now + .milliseconds(left), now: now)
        #expect(pause == max(.milliseconds(alone), TimeSpan(nanoseconds: 1)))
    }
}
