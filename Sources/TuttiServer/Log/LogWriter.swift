internal import NIOPosix
internal import Synchronization
package import TuttiResilience
internal import TuttiSystem

/// Writes log lines to a file descriptor on a thread of its own, so that a slow reader of the log never stops anything.
///
/// The bytes that wait are bounded. Lines beyond the bound are dropped and counted, and so are lines that can't be written because
/// the reader is gone or the disk is full. The thread ends with the writer.
package final class LogWriter: Sendable {
    /// The most bytes that wait.
    static let maximumWaiting = 8 << 20

    /// The lines that were handed over and are not written yet, and what became of others.
    private struct Backlog {
        /// Bytes that wait, those being written included.
        var bytes = 0
        /// Lines that wait, those being written included.
        var lines = 0
        /// Lines that were never written.
        var dropped = 0
        /// Whether the lines that wait are given up, because the process ends and the reader reads nothing.
        var isGivenUp = false
        /// Whether only a part of the last line was written.
        var isWithinLine = false
    }

    private let descriptor: Int32
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let backlog = Mutex(Backlog())

    /// A writer to an open descriptor, which stays the caller's.
    package init(descriptor: Int32) {
        self.descriptor = descriptor
        thread.start()
    }

    deinit {
        thread.shutdownGracefully { _ in }
    }

    /// How many lines have been dropped.
    package var droppedLines: Int { backlog.withLock { $0.dropped + ($0.isGivenUp ? $0.lines : 0) } }

    /// Has lines written; returns at once.
    func write(_ bytes: [UInt8], lines: Int) {
        let fits = backlog.withLock { backlog in
            guard !backlog.isGivenUp, backlog.bytes + bytes.count <= Self.maximumWaiting else {
                backlog.dropped += lines
                return false
            }
            backlog.bytes += bytes.count
            backlog.lines += lines
            return true
        }
        guard fits else { return }
        thread.submit { [self] state in
            let written = if case .active = state { writeOut(bytes) } else { 0 }
            let isWhole = written == bytes.count
            let dropped = isWhole ? 0 : lines - bytes[..<written].count { $0 == UInt8(ascii: "\n") }
            backlog.withLock { backlog in
                backlog.bytes -= bytes.count
                backlog.lines -= lines
                backlog.dropped += max(0, dropped)
            }
        }
    }

    /// Has text written, with a line feed at its end; returns at once.
    package func write(_ text: String) {
        let bytes = Array((text.hasSuffix("\n") ? text : text + "\n").utf8)
        write(bytes, lines: bytes.count { $0 == UInt8(ascii: "\n") })
    }

    /// Waits until everything that was handed over has been written.
    ///
    /// After `limit`, lines that are still waiting and all later ones are dropped and counted. A `write` that blocks can't be
    /// interrupted: its thread ends when the reader goes, or with the process.
    package func flush(within limit: TimeSpan = .seconds(1)) async {
        // Whichever of the two comes first decides.
        let (ends, end) = AsyncStream<Bool>.makeStream()
        thread.submit { _ in end.yield(true) }
        let timer = Task {
            try? await Task.sleep(for: .nanoseconds(limit.nanoseconds))
            end.yield(false)
        }
        var iterator = ends.makeAsyncIterator()
        let isWritten = await iterator.next() ?? false
        timer.cancel()
        if !isWritten { backlog.withLock { $0.isGivenUp = true } }
    }

    /// Writes lines, on the thread, and returns how many of their bytes are out.
    ///
    /// A line of which a full disk took only a part is ended first, so that the next one is whole.
    private func writeOut(_ bytes: [UInt8]) -> Int {
        if backlog.withLock({ $0.isWithinLine }), DescriptorWrite([UInt8(ascii: "\n")], to: descriptor).error != nil {
            return 0
        }
        let write = DescriptorWrite(bytes, to: descriptor)
        let isWithinLine =
            write.written > 0 && write.written < bytes.count && bytes[write.written - 1] != UInt8(ascii: "\n")
        backlog.withLock { $0.isWithinLine = isWithinLine }
        return write.written
    }
}
