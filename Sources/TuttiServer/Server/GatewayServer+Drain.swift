internal import Logging
internal import TuttiResilience

extension GatewayServer {
    /// Ends the server without failing a request that can still be answered. The order matters:
    ///
    /// 1. `/readyz` answers 503, so that load balancers look elsewhere, and nothing is reloaded any more;
    /// 2. for `drainDelay` new connections are still served, until every load balancer has noticed;
    /// 3. the listener closes, idle connections close, running requests are answered with `Connection: close`;
    /// 4. after `drainLimit` what still runs is cancelled and its connections are closed;
    /// 5. the access log is written out, the admin listener closes. The reactors are their owner's to end.
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
        let cutOff = await Self.drain(clientServers, limit: limit)
        let accessLog = configuration.accessLog
        await accessLog?.flush()
        if let dropped = accessLog?.droppedLines, dropped > 0 {
            log.warning("\(dropped) lines of the access log were dropped: its reader is too slow or gone")
        }
        await admin?.close()
        _ = await Self.drain(adminServers, limit: .milliseconds(100))
        if cutOff > 0 {
            log.warning("drained; \(cutOff) connections were cut off after \(limit.inSeconds) s")
        } else {
            log.info("drained")
        }
        return cutOff
    }

    /// Drains the connections of all workers at the same time; returns how many were cut off.
    private static func drain(_ servers: [ConnectionServer], limit: TimeSpan) async -> Int {
        await withTaskGroup(of: Int.self) { group in
            for server in servers { group.addTask { await server.drain(limit: limit) } }
            return await group.reduce(0, +)
        }
    }
}
