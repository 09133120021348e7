import Synchronization
import Testing
import TuttiCrypto

@testable import TuttiPolicies

struct SingleFlightTests {
    /// Questions whose answers a test gives.
    private final class Questions: Sendable {
        let asked = Mutex<[(Int, @Sendable (Int) -> Void)]>([])
        let answers = Mutex<[Int]>([])

        var count: Int { asked.withLock { $0.count } }
        var got: [Int] { answers.withLock { $0 } }

        func answer(_ index: Int, _ value: Int) {
            asked.withLock { $0[index].1 }(value)
        }
    }

    private func key(_ number: UInt8) -> SHA256Digest { SHA256Digest(SHA256Digest.Bytes(repeating: number)) }

    @discardableResult
    private func join(
        _ flights: SingleFlight<Int>, _ number: UInt8, _ questions: Questions, known: Int? = nil
    ) -> (@Sendable () -> Void)? {
        let joined = flights.join(key(number)) {
            known
        } _: { answer in
            questions.answers.withLock { $0.append(answer) }
        } begin: { ended in
            questions.asked.withLock { $0.append((Int(number), ended)) }
        }
        switch joined {
        case .waiting(let giveUp): return giveUp
        case .known(let answer):
            questions.answers.withLock { $0.append(-answer) }
            return nil
        case .full: return nil
        }
    }

    @Test func manyWhoWantTheSameAskOnce() {
        let (flights, questions) = (SingleFlight<Int>(), Questions())
        for _ in 0..<50 { join(flights, 1, questions) }
        join(flights, 2, questions)
        #expect(questions.count == 2 && flights.counts == (2, 51))
        questions.answer(0, 7)
        #expect(questions.got == Array(repeating: 7, count: 50) && flights.counts == (1, 1))
        join(flights, 1, questions)
        #expect(questions.count == 3)
    }

    @Test func whatHasComeInBetweenIsNotAskedFor() {
        let (flights, questions) = (SingleFlight<Int>(), Questions())
        join(flights, 1, questions, known: 5)
        #expect(questions.count == 0 && questions.got == [-5])
    }

    @Test func whoGivesUpEndsNothingOfOthers() throws {
        let (flights, questions) = (SingleFlight<Int>(), Questions())
        let giveUp = try #require(join(flights, 1, questions))
        join(flights, 1, questions)
        giveUp()
        giveUp()
        #expect(flights.counts == (1, 1))
        questions.answer(0, 3)
        #expect(questions.got == [3])
        giveUp()
        #expect(flights.counts == (0, 0))
    }

    @Test func furtherQuestionsWaitForTheirTurn() throws {
        let flights = SingleFlight<Int>(atOnce: 2, mostWaiting: 5)
        let questions = Questions()
        var giveUps: [@Sendable () -> Void] = []
        for number in 1...5 { giveUps.append(try #require(join(flights, UInt8(number), questions))) }
        #expect(join(flights, 6, questions) == nil)
        #expect(questions.asked.withLock { $0.map(\.0) } == [1, 2])
        // The third leaves before its turn.
        giveUps[2]()
        questions.answer(0, 1)
        #expect(questions.asked.withLock { $0.map(\.0) } == [1, 2, 4])
        questions.answer(1, 2)
        questions.answer(2, 4)
        questions.answer(3, 5)
        #expect(questions.got == [1, 2, 4, 5] && flights.counts == (0, 0))
    }

    @Test func whoComesAndLeavesTakesNoRoom() throws {
        let flights = SingleFlight<Int>(atOnce: 1, mostWaiting: 3)
        let questions = Questions()
        join(flights, 0, questions)
        for _ in 0..<1000 {
            let giveUp = try #require(join(flights, 9, questions))
            giveUp()
        }
        #expect(flights.counts == (1, 1))
        join(flights, 9, questions)
        questions.answer(0, 1)
        #expect(questions.asked.withLock { $0.map(\.0) } == [0, 9])
    }
}
