import Testing
import TuttiContentCoding

@testable import TuttiServer

/// How many encoders there may be at a time.
@Suite struct EncoderBudgetTests {
    private func encoder(_ budget: EncoderBudget) throws -> SteppedEncoder? {
        SteppedEncoder(try #require(try ContentEncoder(.gzip, sizeHint: 100_000)), in: budget)
    }

    @Test func anEncoderMoreThanThereArePlacesIsNotMade() throws {
        let budget = EncoderBudget()
        var encoders: [SteppedEncoder] = []
        for _ in 0..<EncoderBudget.places { encoders.append(try #require(try encoder(budget))) }
        #expect(try encoder(budget) == nil)
        #expect(try encoder(budget) == nil)
        encoders.removeLast()
        #expect(try encoder(budget) != nil)
        #expect(encoders.count == EncoderBudget.places - 1)
    }

    @Test func theAddressOfAClientIsOneTextWhereverItConnects() {
        #expect(ConnectedClient(address: "::ffff:203.0.113.9").address == "203.0.113.9")
        #expect(ConnectedClient(address: "203.0.113.9").address == "203.0.113.9")
        #expect(ConnectedClient(address: "").address == "unknown")
    }
}
