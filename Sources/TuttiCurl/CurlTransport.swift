internal import CCurl
internal import TuttiContentCoding
package import TuttiReactor
package import TuttiResilience
package import TuttiUpstream

/// A reactor with one libcurl multi handle, which is also a task executor.
///
/// A request's task prefers a worker; its child tasks inherit it. The whole composition, libcurl's callbacks included,
/// then runs on that thread: neither a lock nor a hop lies between the end of a call and the merge. A listener whose
/// connections are served by the same reactor hands requests over without one, too.
///
/// The worker's thread keeps the worker alive until ``shutDown()``.
///
/// `@unchecked Sendable`: `transfers` is touched by the worker's thread alone, which `isCurrent` makes sure of; the reactor and
/// the counters, which other threads use, are `Sendable` themselves.
package final class CurlTransport: UpstreamExecutor, @unchecked Sendable {
    /// The thread and its loop.
    package let reactor: Reactor

    /// What the worker's thread works on.
    let transfers: CurlTransfers
    private let counters: TransferCounters

    /// Starts a worker.
    package init(configuration: CurlTransportConfiguration) throws(CurlTransportError) {
        if let reason = CurlLibrary.failure { throw CurlTransportError(code: .libcurl, message: reason) }
        if let reason = BrotliLibrary.failure { throw CurlTransportError(code: .brotli, message: reason) }
        do throws(ReactorError) {
            reactor = try Reactor()
        } catch {
            throw CurlTransportError(error)
        }
        guard let transfers = CurlTransfers(poll: reactor.poll, configuration: configuration) else {
            reactor.discard()
            throw CurlTransportError(
                code: .libcurl, message: "libcurl could not be set up: out of memory or descriptors?")
        }
        self.transfers = transfers
        counters = transfers.counters
        do throws(ReactorError) {
            try reactor.start(name: configuration.name, for: self, guest: transfers)
        } catch {
            throw CurlTransportError(error)
        }
    }

    /// Figures about this worker since it was started.
    package var statistics: UpstreamStatistics { counters.snapshot }

    /// The time on the machine's monotonic clock.
    package var now: MonotonicTime { SystemClock.now }

    /// A random number; see ``UpstreamClock/jitter``.
    package var jitter: Double { Double.random(in: 0...1) }

    /// Whether the current thread is this worker's.
    package var isCurrent: Bool { reactor.isCurrent }

    /// Takes a job of a task that prefers this worker.
    ///
    /// After the end of the worker, jobs run on the global executor.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if !reactor.enqueue(job) { globalConcurrentExecutor.enqueue(ExecutorJob(job)) }
    }

    /// Begins to send a request; see ``UpstreamTransport/begin(_:observer:tag:)``.
    package func begin(_ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int) -> UpstreamExchange {
        guard isCurrent else { return handOver(request, observer: observer, tag: tag) }
        switch transfers.admit(request) {
        case .refused(let failure):
            observer.exchangeEnded(tag, .failure(failure))
            return .ended
        case .transfer(let transfer):
            let exchange = UpstreamExchange(identity: transfer, number: transfer.generation)
            transfers.start(transfer, observer: observer, tag: tag)
            return exchange
        }
    }

    /// Gives up an exchange; see ``UpstreamTransport/cancel(_:)``.
    package func cancel(_ exchange: UpstreamExchange) {
        if isCurrent {
            cancelHere(exchange)
        } else {
            reactor.execute { [self] in cancelHere(exchange) }
        }
    }

    /// Runs an action at a moment; see ``UpstreamTimers/schedule(at:_:)``.
    ///
    /// When the worker has ended, the action still runs at its time, on the global executor: nobody waits for ever.
    package func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer {
        let timer = reactor.schedule(at: time, action)
        return UpstreamTimer { [reactor] in reactor.cancel(timer) }
    }

    /// Ends running transfers as canceled, runs the queue empty and ends the thread.
    ///
    /// Returns when the thread has ended and all connections are closed. May be called any number of times.
    package func shutDown() async {
        await reactor.shutDown()
    }

    /// Has the worker's thread begin an exchange.
    private func handOver(
        _ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int
    ) -> UpstreamExchange {
        let handedOver = HandedOverExchange()
        let isAccepted = reactor.execute { [self] in
            if handedOver.isGivenUp {
                observer.exchangeEnded(tag, .failure(.callerGaveUp(.connecting)))
            } else {
                handedOver.exchange = begin(request, observer: observer, tag: tag)
            }
        }
        if !isAccepted { observer.exchangeEnded(tag, .failure(.transportStopped(.connecting))) }
        return UpstreamExchange(identity: handedOver, number: 0)
    }

    /// Gives up an exchange on the worker's thread.
    private func cancelHere(_ exchange: UpstreamExchange) {
        if let transfer = exchange.identity as? CurlTransfer {
            transfers.cancel(transfer, generation: exchange.number)
        } else if let handedOver = exchange.identity as? HandedOverExchange {
            handedOver.isGivenUp = true
            if let exchange = handedOver.exchange { cancelHere(exchange) }
        }
    }
}
