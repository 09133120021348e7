package import Dispatch
package import NIOCore
package import TuttiReactor
internal import TuttiResilience

/// A reactor as NIO sees it: an event loop, so that NIO's pipelines and codecs run on the thread of a worker.
///
/// NIO's own loop waits for its own descriptors alone, and would take a second thread for each request; see decision 16. The
/// reactor's owner ends it, after all channels are closed. From then on `execute` drops its task, as that of NIO's loops does,
/// and futures are never fulfilled: whoever waits for something on another thread uses ``run(_:)``, which fails.
package final class ReactorEventLoop: EventLoop {
    /// What runs it.
    package let reactor: Reactor
    /// What its channels read into; touched on its thread alone.
    nonisolated(unsafe) let readBuffer = ReadBuffer()

    /// The event loop of a reactor that runs.
    package init(_ reactor: Reactor) {
        self.reactor = reactor
    }

    package var inEventLoop: Bool { reactor.isCurrent }

    package func execute(_ task: @escaping @Sendable () -> Void) {
        reactor.execute(task)
    }

    /// Runs `body` on the loop and returns its result.
    ///
    /// - Throws: what `body` throws, or `EventLoopError.shutdown` when the reactor has ended: then `body` is never run.
    package func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let isAccepted = reactor.execute { continuation.resume(with: Swift.Result { try body() }) }
            if !isAccepted { continuation.resume(throwing: EventLoopError.shutdown) }
        }
    }

    package func scheduleTask<T>(deadline: NIODeadline, _ task: @escaping @Sendable () throws -> T) -> Scheduled<T> {
        let promise = makePromise(of: T.self)
        // Both clocks are CLOCK_MONOTONIC.
        let time = MonotonicTime(nanoseconds: Int64(clamping: deadline.uptimeNanoseconds))
        let timer = reactor.schedule(
            at: time,
            {
                do {
                    promise.assumeIsolated().succeed(try task())
                } catch {
                    promise.fail(error)
                }
            }, onEnd: { promise.fail(EventLoopError.shutdown) })
        return Scheduled(promise: promise, cancellationTask: { [reactor] in reactor.cancel(timer) })
    }

    package func scheduleTask<T>(in delay: TimeAmount, _ task: @escaping @Sendable () throws -> T) -> Scheduled<T> {
        scheduleTask(deadline: .now() + delay, task)
    }

    package func next() -> any EventLoop { self }

    package func makeIterator() -> EventLoopIterator { EventLoopIterator([self]) }

    package func shutdownGracefully(queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void) {
        queue.async { callback(EventLoopError.unsupportedOperation) }
    }
}
