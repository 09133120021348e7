import ChildProcess
import Foundation
import Synchronization
import Testing
import TuttiResilience

@testable import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct LogWriterTests {
    @Test func aReaderThatIsGoneCostsLinesAndNothingElse() async throws {
        let pipe = try ChildPipe()
        signal(SIGPIPE, SIG_IGN)
        close(pipe.reading)
        let writer = LogWriter(descriptor: pipe.writing)
        writer.write(Array("a\nb\n".utf8), lines: 2)
        await writer.flush()
        #expect(writer.droppedLines == 2)
        close(pipe.writing)
    }

    @Test func aReaderThatIsSlowIsNotWaitedFor() async throws {
        let pipe = try ChildPipe()
        signal(SIGPIPE, SIG_IGN)
        let writer = LogWriter(descriptor: pipe.writing)
        for _ in 0..<10 { writer.write(Self.mebibyte(lines: 1), lines: 1) }
        #expect(writer.droppedLines == 2)
        close(pipe.reading)
        await writer.flush()
        #expect(writer.droppedLines == 10)
        close(pipe.writing)
    }

    /// Its `write` blocks for ever; draining must not.
    @Test func aReaderThatReadsNothingIsGivenUpAtTheEnd() async throws {
        let pipe = try ChildPipe()
        signal(SIGPIPE, SIG_IGN)
        let writer = LogWriter(descriptor: pipe.writing)
        for lines in 1...3 { writer.write(Self.mebibyte(lines: lines), lines: lines) }
        await writer.flush(within: .milliseconds(50))
        #expect(writer.droppedLines == 6)
        writer.write(Self.mebibyte(lines: 4), lines: 4)
        try await eventually("what comes later is dropped too") { writer.droppedLines == 10 }
        close(pipe.reading)  // the thread comes to the end of what was handed over
        await writer.flush(within: .seconds(600))
        #expect(writer.droppedLines == 10, "nothing is counted twice")
        close(pipe.writing)
    }

    /// Whoever shares a pipe may make it non-blocking: its being full is no error.
    @Test func aFullPipeThatDoesNotBlockIsWaitedFor() async throws {
        let pipe = try ChildPipe()
        #expect(fcntl(pipe.writing, F_SETFL, O_NONBLOCK) == 0)
        let writer = LogWriter(descriptor: pipe.writing)
        let line = [UInt8](repeating: UInt8(ascii: "a"), count: 9999) + [UInt8(ascii: "\n")]
        for _ in 0..<100 { writer.write(line, lines: 1) }
        let read = Mutex(0)
        pipe.readToEnd { bytes in
            read.withLock { $0 += bytes.count }
        } ended: {
        }
        try await eventually("all of it arrives") { read.withLock { $0 } == 1_000_000 }
        #expect(writer.droppedLines == 0)
        close(pipe.writing)
    }

    @Test func whatADiskWithoutRoomDoesNotTakeIsCounted() async throws {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let writer = LogWriter(descriptor: full)
        writer.write(Array("a\nb\n".utf8), lines: 2)
        await writer.flush()
        #expect(writer.droppedLines == 2)
    }

    /// More than a pipe holds; all lines end at its end.
    private static func mebibyte(lines: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(ascii: "a"), count: (1 << 20) - lines)
            + [UInt8](repeating: UInt8(ascii: "\n"), count: lines)
    }
}
