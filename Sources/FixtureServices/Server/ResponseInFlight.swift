internal import NIOCore

/// A response in flight on a connection: waits, writes and notices that the client has left.
///
/// Confined to its event loop.
final class ResponseInFlight {
    /// Service, method and target, for the log.
    let line: String
    /// Whether it is an aborted request when the client leaves; the server's own resources aren't.
    let counts: Bool

    private var timer: Scheduled<Void>?
    private var left = false

    init(line: String, counts: Bool) {
        self.line = line
        self.counts = counts
    }

    /// Carries the plan out; `done` is called once, unless the client leaves or the plan has no end.
    func run(
        _ plan: ResponsePlan, after delay: Duration?, context: ChannelHandlerContext,
        done: @escaping (ResponsePlan.End) -> Void
    ) {
        if let delay {
            later(delay, context: context) { self.run(plan, after: nil, context: context, done: done) }
            return
        }
        switch plan {
        case .silence: break
        case .send(let bytes, let end) where bytes.isEmpty: done(end)
        case .send(let bytes, let end): write(bytes, context: context) { done(end) }
        case .trickle(let head, let body, let interval, let end):
            write(head, context: context) {
                self.trickle(body[...], every: interval, context: context) { done(end) }
            }
        case .endless(let head):
            write(head, context: context) { self.pump(context: context) }
        }
    }

    /// Stops timers and further writes.
    func clientLeft() {
        left = true
        timer?.cancel()
    }

    private func trickle(
        _ rest: ArraySlice<UInt8>, every interval: Duration, context: ChannelHandlerContext,
        done: @escaping () -> Void
    ) {
        guard !rest.isEmpty else { return done() }
        later(interval, context: context) {
            self.write(Array(rest.prefix(1)), context: context) {
                self.trickle(rest.dropFirst(), every: interval, context: context, done: done)
            }
        }
    }

    /// One chunk in flight at a time: a client that doesn't read stops it, and other connections get their turn.
    private func pump(context: ChannelHandlerContext) {
        write(ResponsePlan.endlessChunk, context: context) {
            context.eventLoop.assumeIsolated().execute { self.pump(context: context) }
        }
    }

    private func later(_ delay: Duration, context: ChannelHandlerContext, _ action: @escaping () -> Void) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) {
            if !self.left { action() }
        }
    }

    private func write(_ bytes: [UInt8], context: ChannelHandlerContext, then next: @escaping () -> Void) {
        guard !left else { return }
        let buffer = context.channel.allocator.buffer(bytes: bytes)
        context.writeAndFlush(NIOAny(buffer)).assumeIsolated().whenSuccess {
            if !self.left { next() }
        }
    }
}
