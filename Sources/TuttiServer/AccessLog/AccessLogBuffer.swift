internal import NIOCore

/// The access-log lines of one event loop until there are enough of them to be written; touched on that loop alone.
final class AccessLogBuffer {
    /// So many bytes are handed on at once.
    private static let batch = 32 << 10
    /// Room for the line that fills the batch.
    private static let slack = 4 << 10
    /// No line waits longer than this.
    private static let longest = TimeAmount.milliseconds(200)

    private let writer: LogWriter
    private let eventLoop: any EventLoop
    private let hasQuery: Bool
    private var bytes: [UInt8] = []
    private var lines = 0
    private var clock = AccessLogClock()
    private var isFlushScheduled = false

    /// A buffer in front of a writer.
    init(writer: LogWriter, eventLoop: any EventLoop, hasQuery: Bool) {
        self.writer = writer
        self.eventLoop = eventLoop
        self.hasQuery = hasQuery
    }

    /// Appends the line of an exchange that has ended.
    func append(_ exchange: Exchange, nanoseconds: Int64) {
        if bytes.isEmpty { bytes.reserveCapacity(Self.batch + Self.slack) }
        AccessLogLine(exchange, nanoseconds: nanoseconds, hasQuery: hasQuery).write(to: &bytes, clock: &clock)
        lines += 1
        if bytes.count >= Self.batch {
            flush()
        } else if !isFlushScheduled {
            isFlushScheduled = true
            eventLoop.assumeIsolated().scheduleTask(in: Self.longest) {
                self.isFlushScheduled = false
                self.flush()
            }
        }
    }

    /// Hands everything to the writer.
    func flush() {
        guard lines > 0 else { return }
        writer.write(bytes, lines: lines)
        bytes = []  // the writer has the others
        lines = 0
    }
}
