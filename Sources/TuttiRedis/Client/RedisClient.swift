internal import NIOCore
package import TuttiChannels
package import TuttiPlan
internal import TuttiReactor

/// The Redis of a gateway, as all workers reach it: a connection for each of them, on which commands are sent one behind the other.
///
/// It may be used from any thread; on the event loop of a worker, the worker's own connection is used, and replies come there. Nothing is
/// ever sent twice, and nothing waits for a connection: where there is none, a command fails at once.
package final class RedisClient: Sendable {
    private let shared: RedisShared
    /// The event loops of the workers.
    let loops: [ReactorEventLoop]
    private let lanes: [NIOLoopBoundBox<RedisLane?>]

    /// A client for these event loops, which connects at once, and again whenever it has to, until it is stopped.
    package init(_ plan: RedisPlan, on loops: [ReactorEventLoop], observer: (any RedisObserver)? = nil) {
        let shared = RedisShared(plan, observer: observer)
        self.shared = shared
        self.loops = loops
        lanes = loops.map { .makeEmptyBox(eventLoop: $0) }
        for (number, (loop, lane)) in zip(loops, lanes).enumerated() {
            loop.execute {
                let made = RedisLane(shared, number: number, on: loop)
                lane.value = made
                made.start()
            }
        }
    }

    deinit { stop() }

    /// What it goes by.
    package var plan: RedisPlan { shared.plan }

    /// What has been counted.
    package var figures: RedisFigures.Snapshot { shared.figures.snapshot }

    /// Closes all connections for good.
    package func stop() {
        for (loop, lane) in zip(loops, lanes) {
            loop.execute {
                lane.value?.stop()
                lane.value = nil
            }
        }
    }

    /// Sends a command; `reply` is called once, on the event loop of a worker: of this one, if this is one's.
    package func send(_ command: RedisCommand, _ reply: @escaping RedisReply) {
        onLane(reply) { $0.send(command, reply) }
    }

    /// Runs a script; `reply` is called as that of ``send(_:_:)`` is.
    package func run(
        _ script: RedisScript, keys: [RedisArgument], _ arguments: [RedisArgument], _ reply: @escaping RedisReply
    ) {
        onLane(reply) { $0.run(script, keys: keys, arguments, reply) }
    }

    /// Has a subscriber hear of every connection, also of those that are there.
    package func subscribe(_ subscriber: any RedisSubscriber) {
        for (loop, lane) in zip(loops, lanes) { loop.execute { lane.value?.subscribe(subscriber) } }
    }

    /// Has a subscriber hear no more; what its commands have set up stays until the connections end.
    package func unsubscribe(_ subscriber: any RedisSubscriber) {
        for (loop, lane) in zip(loops, lanes) { loop.execute { lane.value?.unsubscribe(subscriber) } }
    }

    /// The way of one worker, nil once the client was stopped; called on its event loop.
    func lane(on eventLoop: ReactorEventLoop) -> RedisLane? {
        loops.firstIndex { $0 === eventLoop }.flatMap { lanes[$0].value }
    }

    private func onLane(_ reply: @escaping RedisReply, _ body: @escaping @Sendable (RedisLane) -> Void) {
        guard let own = loops.firstIndex(where: \.inEventLoop) else {
            guard let loop = loops.first, let box = lanes.first else { return reply(.failure(.unavailable)) }
            let isAccepted = loop.reactor.execute {
                guard let lane = box.value else { return reply(.failure(.unavailable)) }
                body(lane)
            }
            if !isAccepted { reply(.failure(.unavailable)) }
            return
        }
        guard let lane = lanes[own].value else { return reply(.failure(.unavailable)) }
        body(lane)
    }
}
