import Foundation
import Testing
import TuttiReactor

/// How many reactors there are when nobody says.
@Suite struct ProcessorCountTests {
    @Test func isThatOfTheProcessorsWeMayUse() {
        #expect(ProcessorCount.available == ProcessInfo.processInfo.activeProcessorCount)
    }
}
