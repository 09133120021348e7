internal import Dispatch
internal import Glibc

/// SIGINT and SIGTERM as something to wait for, from the moment it is made.
struct StopSignals {
    private let stream: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
        self.stream = stream
        sources = [SIGINT, SIGTERM].map { number in
            // The default action would end the process with another status than 0.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
        // Writing to a pipe whose reader has left is an error to report, and must not end the process.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Returns when one of them has come.
    func first() async {
        for await _ in stream { break }
        for source in sources { source.cancel() }
    }
}
