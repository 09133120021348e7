import NIOCore
import Synchronization
import Testing
import TuttiChannels
import TuttiPlan
import TuttiReactor
import TuttiRedis

/// A client on a reactor, and what it has said of its servers.
final class RedisFixture: Sendable {
    let client: RedisClient
    let log: Log
    let loop: ReactorEventLoop
    private let reactor: Reactor

    /// What was told of servers.
    final class Log: RedisObserver {
        private let lines = Mutex<[RedisChange]>([])

        var all: [RedisChange] { lines.withLock { $0 } }

        func redis(_ server: String, changed: RedisChange) {
            lines.withLock { $0.append(changed) }
        }
    }

    /// Runs `body` with a client, which ends with it.
    static func run(_ plan: RedisPlan, _ body: (RedisFixture) async throws -> Void) async throws {
        let fixture = try RedisFixture(plan)
        do {
            try await body(fixture)
        } catch {
            await fixture.shutDown()
            throw error
        }
        await fixture.shutDown()
    }

    private init(_ plan: RedisPlan) throws {
        reactor = try Reactor()
        try reactor.start(name: "redis")
        loop = ReactorEventLoop(reactor)
        log = Log()
        client = RedisClient(plan, on: [loop], observer: log)
    }

    /// Sends a command and waits for what becomes of it.
    func send(_ command: RedisCommand) async -> Result<RedisValue, RedisFailure> {
        await withCheckedContinuation { continuation in client.send(command) { continuation.resume(returning: $0) } }
    }

    /// Runs a script and waits for what becomes of it.
    func run(_ script: RedisScript, keys: [RedisArgument], _ arguments: [RedisArgument]) async -> Result<
        RedisValue, RedisFailure
    > {
        await withCheckedContinuation { continuation in
            client.run(script, keys: keys, arguments) { continuation.resume(returning: $0) }
        }
    }

    /// Waits until a PING has an answer.
    func connected(at location: SourceLocation = #_sourceLocation) async throws {
        try await eventually("Redis answers", at: location) {
            if case .success = await send(RedisCommand(["PING"], keyPlace: nil)) { true } else { false }
        }
    }

    private func shutDown() async {
        client.stop()
        try? await loop.run {}
        await reactor.shutDown()
    }
}
