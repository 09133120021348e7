internal import Dispatch
internal import NIOCore
internal import NIOSSL
internal import TuttiChannels
internal import TuttiPlan
internal import TuttiReactor
internal import TuttiResilience
internal import TuttiTLS

/// Opens connections on one event loop: the name, one address after the other, TLS, and the first words.
///
/// All of one attempt takes a second at most; a server that is slower than that can't be used anyhow.
final class RedisDialer: Sendable {
    /// How long an attempt may take.
    static let patience = TimeSpan.seconds(1)

    private static let threads = DispatchQueue(label: "tutti.redis", attributes: .concurrent)

    let eventLoop: ReactorEventLoop
    private let tls: ClientTLS?

    init(on eventLoop: ReactorEventLoop, tls: ClientTLS?) {
        self.eventLoop = eventLoop
        self.tls = tls
    }

    /// Opens a connection; its owner is told of everything, the failure of the attempt included.
    func open(
        _ address: RedisAddress, as profile: RedisProfile, health: RedisHealth,
        tell: @escaping (RedisConnection, RedisConnection.Event) -> Void
    ) -> RedisAttempt {
        let attempt = RedisAttempt(to: address, as: profile, health: health, dialer: self, tls: tls, tell: tell)
        attempt.start()
        return attempt
    }

    /// Calls `done` on the event loop with the addresses of a server, having read what TLS needs.
    func addresses(of address: RedisAddress, done: @escaping ([SocketAddress]) -> Void) {
        switch address {
        case .socket(let path): done((try? SocketAddress(unixDomainSocketPath: path)).map { [$0] } ?? [])
        case .host(let host, let port):
            if tls == nil, let known = try? SocketAddress(ipAddress: host, port: port) { return done([known]) }
            let done = NIOLoopBound(done, eventLoop: eventLoop)
            Self.threads.async { [tls, eventLoop] in
                tls?.read()
                let addresses =
                    (try? SocketAddress(ipAddress: host, port: port)).map { [$0] }
                    ?? HostLookup.addresses(of: host, port: port)
                eventLoop.reactor.execute { done.value(addresses) }
            }
        }
    }
}
