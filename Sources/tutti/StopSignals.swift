@preconcurrency internal import Dispatch
internal import Glibc

/// SIGTERM and SIGINT, as something to wait for.
final class StopSignals: Sendable {
    private let stream: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    /// Takes the signals over; SIGHUP, which would end the process, is ignored with a line on standard error.
    init() {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        self.stream = stream
        sources = [
            Self.source(SIGTERM) { continuation.yield() },
            Self.source(SIGINT) { continuation.yield() },
            Self.source(SIGHUP) { Terminal.error.print("tutti: SIGHUP is ignored: restart to load other files") },
        ]
    }

    private static func source(_ number: Int32, _ handler: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)  // otherwise the process ends before the source sees it
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: handler)
        source.resume()
        return source
    }

    /// Returns at the next signal that was not waited for yet.
    func next() async {
        var iterator = stream.makeAsyncIterator()
        _ = await iterator.next()
    }
}
