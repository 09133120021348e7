import Foundation
import Testing

@testable import TuttiServer

@Suite(.timeLimit(.minutes(1))) struct AccessLogWriterTests {
    @Test func aReaderThatIsGoneCostsLinesAndNothingElse() async {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        signal(SIGPIPE, SIG_IGN)
        close(ends[0])
        let writer = AccessLogWriter(descriptor: ends[1])
        writer.write(Array("a\nb\n".utf8), lines: 2)
        await writer.finish()
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
        await writer.finish()
        #expect(writer.droppedLines == 10)
        close(ends[1])
    }
}
