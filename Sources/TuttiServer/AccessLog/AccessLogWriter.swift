#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Writes log lines to a file descriptor on a thread of its own, so that a slow reader of the log never stops requests.
///
/// What waits to be written is bounded; beyond the bound lines are dropped, and counted.
final class AccessLogWriter: Sendable {
    /// The most bytes that wait.
    static let maximumWaiting = 8 << 20

    /// What is known of the lines that were handed over.
    private struct Backlog {
        /// Bytes that wait, those being written included.
        var bytes = 0
        /// Lines that wait, those being written included.
        var lines = 0
        /// Lines that were never written.
        var dropped = 0
        /// Whether what waits is given up, because the end has come and the reader takes nothing.
        var isGivenUp = false
    }

    private let descriptor: Int32
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let backlog = Mutex(Backlog())

    /// A writer to an open descriptor, which stays the caller's.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        thread.start()
    }

    /// How many lines have been dropped.
    var droppedLines: Int { backlog.withLock { $0.dropped + ($0.isGivenUp ? $0.lines : 0) } }

    /// Whether nothing waits.
    var isIdle: Bool { backlog.withLock { $0.lines == 0 } }

    /// Has lines written; returns at once.
    func write(_ bytes: [UInt8], lines: Int) {
        let fits = backlog.withLock { backlog in
            guard backlog.bytes + bytes.count <= Self.maximumWaiting else {
                backlog.dropped += lines
                return false
            }
            backlog.bytes += bytes.count
            backlog.lines += lines
            return true
        }
        guard fits else { return }
        thread.submit { [self] state in
            let isWritten = if case .active = state { writeAll(bytes) } else { false }
            backlog.withLock { backlog in
                backlog.bytes -= bytes.count
                backlog.lines -= lines
                if !isWritten { backlog.dropped += lines }
            }
        }
    }

    /// Waits until everything has been written, and ends the thread; what the reader has not taken after `limit` is
    /// dropped, and counted.
    ///
    /// A `write` that blocks can't be called back: its thread is left to it, and ends when the reader goes, or with the
    /// process.
    func finish(on eventLoop: any EventLoop, within limit: TimeAmount = .seconds(1)) async {
        let end = eventLoop.makePromise(of: Bool.self)
        thread.submit { state in
            if case .active = state { end.succeed(true) }
        }
        // Of the two the first counts.
        let timer = eventLoop.scheduleTask(in: limit) { end.succeed(false) }
        let isWritten = (try? await end.futureResult.get()) ?? false
        timer.cancel()
        if isWritten {
            try? await thread.shutdownGracefully()
        } else {
            backlog.withLock { $0.isGivenUp = true }
            thread.shutdownGracefully { _ in }
        }
    }

    /// False when the reader is gone.
    private func writeAll(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    // Whoever shares the descriptor has made it non-blocking; this thread may wait.
                    var readiness = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&readiness, 1, 1000)
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
