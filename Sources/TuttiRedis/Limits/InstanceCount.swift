internal import Synchronization
internal import TuttiChannels
internal import TuttiCrypto
internal import TuttiReactor
internal import TuttiResilience

/// How many instances share a Redis: each says every two seconds that it is there, and is counted for ten.
package final class InstanceCount: Sendable {
    private static let pause = TimeSpan.seconds(2)

    /// The names of instances, each with when it was last heard of.
    private static let script = RedisScript(
        """
        local now = tonumber(redis.call('TIME')[1])
        redis.call('ZADD', KEYS[1], now, ARGV[1])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 10)
        redis.call('EXPIRE', KEYS[1], 60)
        return redis.call('ZCARD', KEYS[1])
        """)

    private let count = Atomic(1)
    private let name: [UInt8]
    private let key: RedisArgument

    init(prefix: String) {
        name = randomBytes(16)
        key = .text("\(prefix)instances")
    }

    /// How many there were when they were last counted; 1 before.
    package var now: Int { count.load(ordering: .relaxed) }

    /// Counts now and every two seconds, for as long as the client is there.
    func start(_ client: RedisClient, on eventLoop: ReactorEventLoop) {
        beat(client)
        schedule(client, on: eventLoop)
    }

    private func schedule(_ client: RedisClient, on eventLoop: ReactorEventLoop) {
        _ = eventLoop.reactor.schedule(
            at: SystemClock.now + Self.pause,
            { [weak client] in
                guard let client else { return }
                self.beat(client)
                self.schedule(client, on: eventLoop)
            }, onEnd: {})
    }

    private func beat(_ client: RedisClient) {
        client.run(Self.script, keys: [key], [.bytes(name)]) { result in
            guard case .success(let value) = result, let count = value.integer, count > 0 else { return }
            self.count.store(Int(clamping: min(count, 100_000)), ordering: .relaxed)
        }
    }
}
