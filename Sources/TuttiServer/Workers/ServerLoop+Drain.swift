internal import NIOCore
internal import TuttiResilience

extension ServerLoop {
    /// Lets running requests end and closes every connection; those still open after `limit` are cut off.
    ///
    /// Called once, on the event loop. Returns how many were cut off within a request that they had sent.
    func drain(limit: TimeSpan) -> EventLoopFuture<Int> {
        isDraining = true
        let done = eventLoop.makePromise(of: Int.self)
        var cutOff = 0
        onEmpty = {
            self.onEmpty = nil
            done.succeed(cutOff)
        }
        for connection in open { connection.drain() }
        if openCount == 0 { onEmpty?() }
        let timer = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) {
            cutOff = self.open.count(where: \.owesResponse)
            for connection in self.open { connection.cutOff() }
        }
        done.futureResult.assumeIsolated().whenComplete { _ in timer.cancel() }
        return done.futureResult
    }
}
