@preconcurrency internal import Dispatch
internal import Glibc

/// The signals of the process as things to wait for.
final class ProcessSignals: Sendable {
    /// SIGHUP: the files are to be read anew.
    ///
    /// A signal that comes while an earlier one is handled is handled after it; several of them are handled as one.
    let reloads: AsyncStream<Void>

    private let stops: AsyncStream<Void>
    private let stop: AsyncStream<Void>.Continuation
    private let sources: [any DispatchSourceSignal]

    /// Takes the signals over, which would end the process otherwise.
    init() {
        let (stops, stop) = AsyncStream<Void>.makeStream()
        let (reloads, reload) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        for number in [SIGUSR1, SIGUSR2] { signal(number, SIG_IGN) }  // of no meaning here, and no reason to end
        self.stops = stops
        self.stop = stop
        self.reloads = reloads
        sources = [
            Self.source(SIGTERM) { stop.yield() },
            Self.source(SIGINT) { stop.yield() },
            Self.source(SIGHUP) { reload.yield() },
        ]
    }

    private static func source(_ number: Int32, _ handler: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)  // otherwise the process ends before the source sees it
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: handler)
        source.resume()
        return source
    }

    /// Has ``nextStop()`` return as if a signal had come.
    func requestStop() { stop.yield() }

    /// Returns at the next SIGTERM or SIGINT that was not waited for yet.
    func nextStop() async {
        var iterator = stops.makeAsyncIterator()
        _ = await iterator.next()
    }
}
