#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import NIOPosix
internal import Synchronization

/// Writes log lines to a file descriptor on a thread of its own, so that a slow reader of the log never stops requests.
///
/// What waits to be written is bounded; beyond the bound lines are dropped, and counted.
final class AccessLogWriter: Sendable {
    /// The most bytes that wait.
    static let maximumWaiting = 8 << 20

    private let descriptor: Int32
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let waiting = Atomic(0)
    private let dropped = Atomic(0)

    /// A writer to an open descriptor, which stays the caller's.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        thread.start()
    }

    /// How many lines have been dropped.
    var droppedLines: Int { dropped.load(ordering: .relaxed) }

    /// Has lines written; returns at once.
    func write(_ bytes: [UInt8], lines: Int) {
        let size = bytes.count
        guard waiting.add(size, ordering: .relaxed).newValue <= Self.maximumWaiting else {
            waiting.subtract(size, ordering: .relaxed)
            dropped.add(lines, ordering: .relaxed)
            return
        }
        thread.submit { [self] state in
            if case .active = state, !writeAll(bytes) { dropped.add(lines, ordering: .relaxed) }
            waiting.subtract(size, ordering: .relaxed)
        }
    }

    /// Waits until everything has been written, and ends the thread.
    func finish() async {
        await withCheckedContinuation { continuation in
            thread.submit { _ in continuation.resume() }
        }
        try? await thread.shutdownGracefully()
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
