import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import TuttiServer

@Suite(.timeLimit(.minutes(1))) struct AccessLogWriterTests {
    private static let eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()

    @Test func aReaderThatIsGoneCostsLinesAndNothingElse() async {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        signal(SIGPIPE, SIG_IGN)
        close(ends[0])
        let writer = AccessLogWriter(descriptor: ends[1])
        writer.write(Array("a\nb\n".utf8), lines: 2)
        await writer.finish(on: Self.eventLoop)
        #expect(writer.droppedLines == 2)
        close(ends[1])
    }

    @Test func aReaderThatIsSlowIsNotWaitedFor() async {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        signal(SIGPIPE, SIG_IGN)
        let writer = AccessLogWriter(descriptor: ends[1])
        let chunk = [UInt8](repeating: 0x0A, count: 1 << 20)
        for _ in 0..<10 { writer.write(chunk, lines: 1) }
        #expect(writer.droppedLines == 2)
        close(ends[0])
        await writer.finish(on: Self.eventLoop)
        #expect(writer.droppedLines == 10)
        close(ends[1])
    }

    /// Its `write` blocks for ever; draining must not.
    @Test func aReaderThatReadsNothingIsGivenUpAtTheEnd() async throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        signal(SIGPIPE, SIG_IGN)
        let writer = AccessLogWriter(descriptor: ends[1])
        let chunk = [UInt8](repeating: 0x0A, count: 1 << 20)
        for lines in 1...3 { writer.write(chunk, lines: lines) }
        await writer.finish(on: Self.eventLoop, within: .milliseconds(50))
        #expect(writer.droppedLines == 6)
        writer.write(chunk, lines: 4)
        try await eventually("what comes later is dropped too") { writer.droppedLines == 10 }
        close(ends[0])  // the thread ends
        try await eventually("nothing is counted twice") { writer.isIdle }
        #expect(writer.droppedLines == 10)
        close(ends[1])
    }
}
