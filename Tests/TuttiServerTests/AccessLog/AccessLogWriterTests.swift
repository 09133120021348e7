import ChildProcess
import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct AccessLogWriterTests {
    private static let eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()

    @Test func aReaderThatIsGoneCostsLinesAndNothingElse() async throws {
        let pipe = try ChildPipe()
        signal(SIGPIPE, SIG_IGN)
        close(pipe.reading)
        let writer = AccessLogWriter(descriptor: pipe.writing)
        writer.write(Array("a\nb\n".utf8), lines: 2)
        await writer.finish(on: Self.eventLoop)
        #expect(writer.droppedLines == 2)
        close(pipe.writing)
    }

    @Test func aReaderThatIsSlowIsNotWaitedFor() async throws {
        let pipe = try ChildPipe()
        signal(SIGPIPE, SIG_IGN)
        let writer = AccessLogWriter(descriptor: pipe.writing)
        let chunk = [UInt8](repeating: 0x0A, count: 1 << 20)
        for _ in 0..<10 { writer.write(chunk, lines: 1) }
        #expect(writer.droppedLines == 2)
        close(pipe.reading)
        await writer.finish(on: Self.eventLoop)
        #expect(writer.droppedLines == 10)
        close(pipe.writing)
    }

    /// Its `write` blocks for ever; draining must not.
    @Test func aReaderThatReadsNothingIsGivenUpAtTheEnd() async throws {
        let pipe = try ChildPipe()
        signal(SIGPIPE, SIG_IGN)
        let writer = AccessLogWriter(descriptor: pipe.writing)
        let chunk = [UInt8](repeating: 0x0A, count: 1 << 20)
        for lines in 1...3 { writer.write(chunk, lines: lines) }
        await writer.finish(on: Self.eventLoop, within: .milliseconds(50))
        #expect(writer.droppedLines == 6)
        writer.write(chunk, lines: 4)
        try await eventually("what comes later is dropped too") { writer.droppedLines == 10 }
        close(pipe.reading)  // the thread ends
        try await eventually("nothing is counted twice") { writer.isIdle }
        #expect(writer.droppedLines == 10)
        close(pipe.writing)
    }
}
