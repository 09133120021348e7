internal import Logging
internal import NIOCore
internal import TuttiResilience

extension GatewayServer {
    /// Ends the server without failing a request that can still be answered. The order matters:
    ///
    /// 1. `/readyz` answers 503, so that load balancers look elsewhere, and nothing is reloaded any more;
    /// 2. for `drainDelay` new connections are still served, until every load balancer has noticed;
    /// 3. the listener closes, idle connections close, running requests are answered with `Connection: close`;
    /// 4. after `drainLimit` what still runs is cancelled and its connections are closed;
    /// 5. the access log is written out, the admin listener closes. The threads are their owner's to end.
    ///
    /// - Returns: How many connections were cut off in step 4; 0, and at once, when the server is being drained already.
    @discardableResult
    package func drain() async -> Int {
        guard readiness.beginDraining() else { return 0 }
        log.info("draining: no longer ready")
        generations.close()
        await reloads?.close()
        if configuration.drainDelay > .zero {
            try? await Task.sleep(for: .nanoseconds(configuration.drainDelay.nanoseconds))
        }
        await gateway.close()
        log.info("listener closed; waiting for running requests")

        let limit = configuration.drainLimit
        let futures = gatewayLoops.map { loop in
            loop.eventLoop.flatSubmit { loop.value.drain(limit: limit) }
        }
        var cutOff = 0
        for future in futures { cutOff += (try? await future.get()) ?? 0 }
        await tasksEnded()

        for loop in gatewayLoops { try? await loop.eventLoop.submit { loop.value.accessLog?.flush() }.get() }
        await accessLog?.flush()
        if let dropped = accessLog?.droppedLines, dropped > 0 {
            log.warning("\(dropped) lines of the access log were dropped: its reader is too slow or gone")
        }
        await admin?.close()
        let adminFutures = adminLoops.map { loop in
            loop.eventLoop.flatSubmit { loop.value.drain(limit: .milliseconds(100)) }
        }
        for future in adminFutures { _ = try? await future.get() }
        if cutOff > 0 {
            log.warning("drained; \(cutOff) connections were cut off after \(limit.inSeconds) s")
        } else {
            log.info("drained")
        }
        return cutOff
    }

    /// Waits, a second at most, until cancelled compositions have handed over what became of their calls.
    private func tasksEnded() async {
        for _ in 0..<100 {
            var running = 0
            for loop in gatewayLoops {
                running += (try? await loop.eventLoop.submit { loop.value.metrics.running }.get()) ?? 0
            }
            if running == 0 { return }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }
}
