import NIOCore
import NIOEmbedded
import Testing

@testable import TuttiServer

/// Whose turn it is.
@Suite struct TurnQueueTests {
    private final class Log {
        var steps: [String] = []
    }

    @Test func oneStepIsDoneInATurnWhoeverItBelongsTo() {
        let loop = EmbeddedEventLoop()
        let queue = TurnQueue(eventLoop: loop)
        let log = Log()
        queue.append { log.steps.append("a") }
        queue.append { log.steps.append("b") }
        loop.assumeIsolated().execute { log.steps.append("another connection") }
        loop.run()
        #expect(log.steps == ["a", "another connection", "b"])
    }

    @Test func thoseWithMoreToDoTakeTurns() {
        let loop = EmbeddedEventLoop()
        let queue = TurnQueue(eventLoop: loop)
        let log = Log()
        func begin(_ name: String, steps: Int) {
            queue.append {
                log.steps.append(name)
                if steps > 1 { begin(name, steps: steps - 1) }
            }
        }
        begin("a", steps: 3)
        begin("b", steps: 2)
        loop.run()
        #expect(log.steps == ["a", "b", "a", "b", "a"])
    }
}
