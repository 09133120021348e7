internal import NIOCore
internal import Synchronization
internal import TuttiEngine
internal import TuttiUpstream

/// Answers that were made in one turn of a lane, on their way to the connections of one event loop.
///
/// Each on its own would wake the loop's thread: with 256 clients two answers of three did, and each time the kernel let the lane
/// wait for it.
final class ReplyBatch: Sendable {
    /// So many don't wait for the end of the turn.
    private static let most = 16

    private let eventLoop: any EventLoop
    private let replies = Mutex<[(port: ReplyPort, answer: ComposedAnswer)]>([])

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Hands an answer on, with the others of the lane's turn.
    func send(_ answer: ComposedAnswer, through port: ReplyPort, from lane: some UpstreamLane) {
        let count = replies.withLock { replies in
            replies.append((port, answer))
            return replies.count
        }
        if count >= Self.most {
            flush()
        } else if count == 1, !lane.atEndOfTurn({ self.flush() }) {
            flush()
        }
    }

    private func flush() {
        let batch = replies.withLock { replies in
            defer { replies = [] }
            return replies
        }
        guard !batch.isEmpty else { return }
        eventLoop.execute { for reply in batch { reply.port.deliver(reply.answer) } }
    }
}
