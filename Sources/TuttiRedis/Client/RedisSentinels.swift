internal import NIOCore
internal import TuttiChannels
internal import TuttiPlan

/// Asks sentinels, one after the other, where the primary is that they watch.
final class RedisSentinels {
    private let name: String
    private let addresses: [RedisAddress]
    private let profile: RedisProfile
    private let dialer: RedisDialer
    private let health: RedisHealth
    /// The one that is asked first: the last that had an answer.
    private var first = 0

    init(
        _ name: String, _ addresses: [RedisAddress], as profile: RedisProfile, dialer: RedisDialer, health: RedisHealth
    ) {
        self.name = name
        self.addresses = addresses
        self.profile = profile
        self.dialer = dialer
        self.health = health
    }

    /// Finds out where the primary is.
    func find(_ found: @escaping (Result<RedisAddress, RedisOpeningFailure>) -> Void) {
        ask(0, found)
    }

    private func ask(_ asked: Int, _ found: @escaping (Result<RedisAddress, RedisOpeningFailure>) -> Void) {
        guard asked < addresses.count else { return found(.failure(.noPrimaryKnown)) }
        let number = (first + asked) % addresses.count
        var isDone = false
        func end(_ address: RedisAddress?) {
            guard !isDone else { return }
            isDone = true
            guard let address else { return ask(asked + 1, found) }
            first = number
            found(.success(address))
        }
        let loop = dialer.eventLoop
        let ending = NIOLoopBound(end, eventLoop: loop)
        _ = dialer.open(addresses[number], as: profile, health: health) { [name] connection, event in
            switch event {
            case .opened:
                let bound = NIOLoopBound(connection, eventLoop: loop)
                connection.send(["SENTINEL", "GET-MASTER-ADDR-BY-NAME", .text(name)]) { result in
                    ending.value(Self.address((try? result.get())?.elements))
                    bound.value.close(.closed)
                }
            case .ended: end(nil)
            case .pushed, .refused: break
            }
        }
    }

    private static func address(_ elements: [RedisValue]?) -> RedisAddress? {
        guard let elements, elements.count == 2, let host = elements[0].text, !host.isEmpty,
            let port = elements[1].integer, (1...65_535).contains(port)
        else { return nil }
        return .host(host, port: Int(port))
    }
}
