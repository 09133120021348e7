internal import NIOCore
internal import TuttiChannels
internal import TuttiPlan
internal import TuttiReactor
internal import TuttiTLS

/// A worker's way to Redis; touched on its event loop alone.
package final class RedisLane {
    private enum Way {
        case link(RedisLink)
        case cluster(RedisCluster)
    }

    /// The number of the worker, from 0.
    package let number: Int
    private let eventLoop: ReactorEventLoop
    private let way: Way
    private let figures: RedisFigures
    private let listeners: Listeners

    /// Who listens, known to all links.
    private final class Listeners {
        var all: [any RedisSubscriber] = []
    }

    init(_ shared: RedisShared, number: Int, on eventLoop: ReactorEventLoop) {
        self.number = number
        self.eventLoop = eventLoop
        figures = shared.figures
        let plan = shared.plan
        let dialer = RedisDialer(on: eventLoop, tls: shared.tls)
        let profile = RedisProfile(plan)
        let listeners = Listeners()
        self.listeners = listeners
        func link(_ health: RedisHealth, _ search: @escaping RedisLink.Search) -> RedisLink {
            RedisLink(
                dialer: dialer, as: profile, health: health, worker: number, subscribers: { listeners.all },
                search: search)
        }
        switch plan.place {
        case .server(let address):
            way = .link(link(shared.health(of: address.description)) { found in found(.success(address)) })
        case .sentinel(let name, let addresses):
            let health = shared.health(of: name)
            let sentinels = RedisSentinels(
                name, addresses, as: RedisProfile(ofSentinelFor: plan), dialer: dialer, health: health)
            way = .link(link(health) { sentinels.find($0) })
        case .cluster(let seeds):
            way = .cluster(
                RedisCluster(seeds, on: eventLoop) { address in
                    link(shared.health(of: address.description)) { found in found(.success(address)) }
                })
        }
    }

    /// Sends a command; `reply` is called once, on this event loop: at once where nothing can be sent.
    package func send(_ command: RedisCommand, _ reply: @escaping RedisReply) {
        figures.asked()
        switch way {
        case .link(let link): link.send(command, reply: reply)
        case .cluster(let cluster): cluster.send(command, reply: reply)
        }
    }

    /// Runs a script, which is sent whole where the server does not know it yet.
    package func run(
        _ script: RedisScript, keys: [RedisArgument], _ arguments: [RedisArgument], _ reply: @escaping RedisReply
    ) {
        let lane = NIOLoopBound(self, eventLoop: eventLoop)
        send(script.command(keys: keys, arguments, isWhole: false)) { result in
            guard case .failure(.refused(let error)) = result, error.code == "NOSCRIPT" else { return reply(result) }
            // It was not carried out, so this is no repetition.
            lane.value.send(script.command(keys: keys, arguments, isWhole: true), reply)
        }
    }

    func start() {
        switch way {
        case .link(let link): link.start()
        case .cluster(let cluster): cluster.start()
        }
    }

    func stop() {
        switch way {
        case .link(let link): link.stop()
        case .cluster(let cluster): cluster.stop()
        }
    }

    func unsubscribe(_ subscriber: any RedisSubscriber) {
        listeners.all.removeAll { $0 === subscriber }
        switch way {
        case .link(let link): link.unsubscribe(subscriber)
        case .cluster(let cluster): cluster.unsubscribe(subscriber)
        }
    }

    func subscribe(_ subscriber: any RedisSubscriber) {
        listeners.all.append(subscriber)
        switch way {
        case .link(let link): link.subscribe(subscriber)
        case .cluster(let cluster): cluster.subscribe(subscriber)
        }
    }
}
