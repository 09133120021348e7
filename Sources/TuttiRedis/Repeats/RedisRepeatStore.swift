internal import NIOCore
internal import TuttiCrypto
internal import TuttiPlan
package import TuttiPolicies

/// Responses to requests with an `Idempotency-Key` where all instances find them.
///
/// While Redis can't be asked nobody can say whether a request is a repetition, so the answer is that: nothing is served twice because Redis is
/// away.
package final class RedisRepeatStore: RepeatStore {
    /// How long a request may be served before somebody who repeats it is served, too: its instance has died.
    private static let longest: Int64 = 120_000

    /// Takes a key unless there is a value; one that makes no sense, which the caller has seen, is replaced.
    private static let claiming = RedisScript(
        """
        local value = redis.call('GET', KEYS[1])
        if value and value ~= ARGV[3] then return value end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 1
        """)

    /// Puts a response in the place of our claim, also where that has expired; not in that of another's.
    private static let keeping = RedisScript(
        """
        local value = redis.call('GET', KEYS[1])
        if value and value ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        return 1
        """)

    private static let forgetting = RedisScript(
        """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
        return 0
        """)

    private let client: RedisClient
    /// Which instance this is, for nobody but itself.
    private let instance = randomBytes(16)

    /// A store at that Redis.
    package init(_ client: RedisClient) {
        self.client = client
    }

    package func claim(_ request: RepeatedRequest, _ done: @escaping @Sendable (RepeatVerdict) -> Void) {
        claim(request, replacing: nil, done)
    }

    package func keep(_ response: KeptResponse, as request: RepeatedRequest, for seconds: Int) {
        guard let value = KeptValue.response(response, content: request.content.bytes).bytes else {
            return forget(request)
        }
        let time = Int64(clamping: max(seconds, 1)).multipliedReportingOverflow(by: 1_000)
        send(
            Self.keeping, request,
            [.bytes(mark(of: request)), .bytes(value), .integer(time.overflow ? .max : time.partialValue)])
    }

    package func forget(_ request: RepeatedRequest) {
        send(Self.forgetting, request, [.bytes(mark(of: request))])
    }

    /// Sends a script whole: by its hash it might be refused, and would be carried out behind what was sent later.
    private func send(_ script: RedisScript, _ request: RepeatedRequest, _ arguments: [RedisArgument]) {
        client.send(script.command(keys: [key(of: request)], arguments, isWhole: true)) { _ in }
    }

    private func claim(
        _ request: RepeatedRequest, replacing former: ByteBuffer?, _ done: @escaping @Sendable (RepeatVerdict) -> Void
    ) {
        client.run(
            Self.claiming, keys: [key(of: request)],
            [.bytes(mark(of: request)), .integer(Self.longest), former.map { .buffer($0) } ?? ""]
        ) { result in
            switch result {
            case .success(.integer): done(.first)
            case .success(.bytes(let bytes)):
                if let value = KeptValue(bytes) { return done(Self.verdict(value, on: request)) }
                // Once: whoever writes what makes no sense goes on doing so.
                guard former == nil else { return done(.unavailable) }
                self.claim(request, replacing: bytes, done)
            case .failure(.timeout), .failure(.lost):
                // It may have been carried out, and nobody will serve the request.
                self.forget(request)
                done(.unavailable)
            case .success, .failure: done(.unavailable)
            }
        }
    }

    private static func verdict(_ value: KeptValue, on request: RepeatedRequest) -> RepeatVerdict {
        guard value.content == request.content.bytes else { return .otherContent }
        return switch value {
        case .running: .running
        case .response(let response, _): .response(response)
        }
    }

    private func mark(of request: RepeatedRequest) -> [UInt8] {
        KeptValue.running(content: request.content.bytes, instance: instance).bytes ?? []
    }

    private func key(of request: RepeatedRequest) -> RedisArgument {
        .text("\(client.plan.prefix)r:\(request.name.hexadecimal)")
    }
}
