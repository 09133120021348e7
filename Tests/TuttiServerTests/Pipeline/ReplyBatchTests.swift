import NIOCore
import NIOEmbedded
import Testing
import TuttiEngine

@testable import TuttiServer

@Suite struct ReplyBatchTests {
    /// Connections with a request each whose answers are held.
    private static func waiting(_ count: Int, at listener: EmbeddedListener) throws -> [EmbeddedChannel] {
        try (0..<count).map { index in
            let channel = try listener.accept()
            try channel.writeInbound(ByteBuffer(string: "GET /a/\(index) HTTP/1.1\r\nHost: a\r\n\r\n"))
            return channel
        }
    }

    private static func answered(_ channels: [EmbeddedChannel]) throws -> [Bool] {
        try channels.enumerated().map { index, channel in
            guard let answer = try channel.readOutbound(as: ByteBuffer.self) else { return false }
            #expect(String(buffer: answer).hasSuffix("[\(index)]"))
            return true
        }
    }

    @Test func answersOfATurnGoOutWhenItEnds() throws {
        let listener = EmbeddedListener(limits: ConnectionLimits(), holdsAnswers: true)
        let channels = try Self.waiting(5, at: listener)
        let lane = TurnLane()
        listener.release(from: lane)
        #expect(try Self.answered(channels) == Array(repeating: false, count: 5))
        lane.endTurn()
        listener.eventLoop.run()
        #expect(try Self.answered(channels) == Array(repeating: true, count: 5))
    }

    /// A long turn keeps nobody waiting for its end.
    @Test func sixteenAnswersDoNotWait() throws {
        let listener = EmbeddedListener(limits: ConnectionLimits(), holdsAnswers: true)
        let channels = try Self.waiting(20, at: listener)
        let lane = TurnLane()
        listener.release(from: lane)
        #expect(try Self.answered(channels) == Array(repeating: true, count: 16) + Array(repeating: false, count: 4))
        lane.endTurn()
        listener.eventLoop.run()
        for channel in channels[16...] { #expect(try channel.readOutbound(as: ByteBuffer.self) != nil) }
    }

    @Test func withoutATurnEachGoesOutAtOnce() throws {
        let listener = EmbeddedListener(limits: ConnectionLimits(), holdsAnswers: true)
        let channels = try Self.waiting(3, at: listener)
        listener.release(from: TurnLane(hasTurns: false))
        #expect(try Self.answered(channels) == [true, true, true])
    }
}
