import ChildProcess
import Foundation
import Logging
import Synchronization
import Testing

@testable import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct MessageLogTests {
    /// What a log in a format has written.
    private static func lines(_ format: MessageLog.Format, _ log: (Logger) -> Void) async throws -> String {
        let pipe = try ChildPipe()
        let writer = LogWriter(descriptor: pipe.writing)
        log(Logger(label: "test") { _ in MessageLog(writer: writer, format: format, level: .info) })
        await writer.flush()
        #expect(writer.droppedLines == 0)
        close(pipe.writing)
        let text = Mutex<[UInt8]>([])
        let ended = Mutex(false)
        pipe.readToEnd { bytes in
            text.withLock { $0 += bytes }
        } ended: {
            ended.withLock { $0 = true }
        }
        try await eventually("all is read") { ended.withLock { $0 } }
        return String(decoding: text.withLock { $0 }, as: UTF8.self)
    }

    @Test func aMessageIsAnObjectWithItsMetadata() async throws {
        let text = try await Self.lines(.json) { log in
            log.debug("below the level")
            log.warning(
                "a \"quote\"\nand a line",
                metadata: ["limit": .stringConvertible(12), "b": ["x", "\u{1B}"], "a": ["c": "d"]])
        }
        let line = try #require(text.wholeMatch(of: /\{"time":"([^"]+)",(.*)\n/))
        #expect(line.1.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
        #expect(
            line.2
                == #""level":"warning","message":"a \"quote\"\nand a line","a":{"c":"d"},"b":["x","\u001b"],"limit":12}"#
        )
    }

    @Test func aMessageAsTextIsOneLineWithoutControls() async throws {
        let text = try await Self.lines(.text) { log in
            log.info("served")
            log.error("what \u{1B}[31mcame\nfrom outside", metadata: ["limit": .stringConvertible(12)])
        }
        #expect(text == "tutti: served\ntutti: error: what \u{FFFD}[31mcame\u{FFFD}from outside (limit: 12)\n")
    }
}
