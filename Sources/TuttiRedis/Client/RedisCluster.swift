internal import NIOCore
internal import TuttiChannels
internal import TuttiPlan
internal import TuttiResilience

/// The nodes of a cluster as one worker reaches them: a link for each, and which slots it has.
final class RedisCluster {
    /// How often a command is sent on to another node.
    private static let mostRedirections = 3
    /// The most nodes that are connected to, whatever they say of each other.
    private static let mostLinks = 256
    /// How soon the map of slots is asked for again.
    private static let refreshPause = TimeSpan.seconds(1)

    private let seeds: [RedisAddress]
    private let eventLoop: ReactorEventLoop
    private let makeLink: (RedisAddress) -> RedisLink
    private var links: [RedisAddress: RedisLink] = [:]
    private var slots = RedisSlots()
    private var refreshed: MonotonicTime?
    private var isStopped = false

    init(_ seeds: [RedisAddress], on eventLoop: ReactorEventLoop, makeLink: @escaping (RedisAddress) -> RedisLink) {
        self.seeds = seeds
        self.eventLoop = eventLoop
        self.makeLink = makeLink
    }

    /// Begins to connect to the nodes that are known.
    func start() {
        for seed in seeds { _ = link(to: seed) }
    }

    /// Closes all connections for good.
    func stop() {
        isStopped = true
        for link in links.values { link.stop() }
        links = [:]
    }

    /// A subscriber has come.
    func subscribe(_ subscriber: any RedisSubscriber) {
        for link in links.values { link.subscribe(subscriber) }
    }

    /// A subscriber has gone.
    func unsubscribe(_ subscriber: any RedisSubscriber) {
        for link in links.values { link.unsubscribe(subscriber) }
    }

    /// Sends a command to the node that has its key.
    func send(_ command: RedisCommand, reply: @escaping RedisReply) {
        let slot = command.key.map { RedisSlots.slot(of: $0.content) }
        guard let node = slot.flatMap({ slots.owner(of: $0) }), links[node] != nil || slots.all.contains(node) else {
            refresh()
            return sendAnywhere(command, reply: reply)
        }
        send(command, to: node, redirections: 0, reply: reply)
    }

    /// To any node that is there: it knows whose the key is.
    private func sendAnywhere(_ command: RedisCommand, reply: @escaping RedisReply) {
        let node = links.first { $0.value.isOpen }?.key ?? seeds.first
        guard let node else { return reply(.failure(.unavailable)) }
        send(command, to: node, redirections: 0, reply: reply)
    }

    private func send(_ command: RedisCommand, to node: RedisAddress, redirections: Int, reply: @escaping RedisReply) {
        guard let link = link(to: node) else { return reply(.failure(.unavailable)) }
        let cluster = NIOLoopBound(self, eventLoop: eventLoop)
        link.send(command) { result in
            guard case .failure(.refused(let error)) = result,
                let redirection = RedisRedirection(error, asked: node), redirections < Self.mostRedirections
            else {
                if case .failure(.unavailable) = result { cluster.value.refresh() }
                return reply(result)
            }
            cluster.value.redirect(command, redirection, redirections: redirections + 1, reply: reply)
        }
    }

    private func redirect(
        _ command: RedisCommand, _ redirection: RedisRedirection, redirections: Int, reply: @escaping RedisReply
    ) {
        if redirection.isOnce {
            // Both go out together, so nothing comes between them.
            link(to: redirection.node)?.send(RedisCommand(["ASKING"], keyPlace: nil)) { _ in }
        } else {
            slots.set(redirection.slot, to: redirection.node)
            refresh()
        }
        send(command, to: redirection.node, redirections: redirections, reply: reply)
    }

    private func link(to node: RedisAddress) -> RedisLink? {
        if let known = links[node] { return known }
        guard !isStopped, links.count < Self.mostLinks else { return nil }
        let made = makeLink(node)
        links[node] = made
        made.start()
        return made
    }

    /// Asks a node which slots there are where, unless that was done just now.
    private func refresh() {
        let now = SystemClock.now
        if let refreshed, now - refreshed < Self.refreshPause { return }
        guard let (node, link) = links.first(where: { $0.value.isOpen }) else { return }
        refreshed = now
        let cluster = NIOLoopBound(self, eventLoop: eventLoop)
        link.send(RedisCommand(["CLUSTER", "SLOTS"], keyPlace: nil)) { result in
            guard case .success(let value) = result, let slots = RedisSlots(value, asked: node) else { return }
            cluster.value.learned(slots)
        }
    }

    private func learned(_ slots: RedisSlots) {
        self.slots = slots
        for node in slots.all { _ = link(to: node) }
        // Nodes that have no slots any more are not kept, but for those that the file names.
        let needed = Set(slots.all + seeds)
        for (node, link) in links where !needed.contains(node) {
            link.stop()
            links[node] = nil
        }
    }
}
