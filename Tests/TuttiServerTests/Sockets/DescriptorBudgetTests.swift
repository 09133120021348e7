import Testing
import TuttiPlan

@testable import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct DescriptorBudgetTests {
    @Test(arguments: [1, 2, 8, 64], [256, 1024, 4096, 65_536, 1 << 20])
    func nobodyGetsAll(workers: Int, limit: Int) throws {
        guard limit >= DescriptorBudget.lowestLimit(workers: workers) else {
            #expect(DescriptorBudget(limit: limit, workers: workers) == nil)
            return
        }
        let budget = try #require(DescriptorBudget(limit: limit, workers: workers))
        #expect(budget.connections >= 32)
        #expect(budget.idlePerTransport * workers <= budget.calls - budget.clients)
        #expect(budget.calls - budget.clients >= 16)
        #expect((budget.idlePerTransport + budget.filesPerWorker) * workers <= budget.calls - budget.clients)
        #expect(limit - budget.calls == AdminResponder.limits.connections + 32)
        // All clients that are served or refused, and what the process itself has, fit below their ceiling.
        #expect(
            budget.connections + ConnectionGate.refusedAtOnce(limit: budget.connections) + 32 + 8 * workers
                <= budget.clients)
    }

    @Test func whereThereArePlentyNothingIsBounded() throws {
        let budget = try #require(DescriptorBudget(limit: 1 << 20, workers: 2))
        #expect(budget.connections > ConnectionLimits().connections)
        #expect(budget.idlePerTransport == 512 && budget.filesPerWorker == 64)
    }

    @Test func theLowestLimitIsEnough() {
        for workers in 1...256 {
            let lowest = DescriptorBudget.lowestLimit(workers: workers)
            #expect(DescriptorBudget(limit: lowest, workers: workers) != nil)
            #expect(DescriptorBudget(limit: lowest - 1, workers: workers) == nil)
        }
    }
}
