internal import Dispatch
internal import NIOCore
internal import TuttiChannels
internal import TuttiReactor
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// Finds the addresses of instances for one worker; the system is asked on other threads, because it may take its time.
final class NameResolver {
    /// Where connections to an instance are opened to.
    enum Found {
        case addresses([SocketAddress])
        case failed(UpstreamFailure)
    }

    private static let threads = DispatchQueue(label: "tutti.names", attributes: .concurrent)

    private let eventLoop: ReactorEventLoop
    /// Gives the addresses of a host with a port; blocks.
    private let lookUp: @Sendable (_ host: String, _ port: Int) -> [SocketAddress]
    private var cache = AddressCache()
    private var waiting: [String: [([SocketAddress]) -> Void]] = [:]

    init(
        on eventLoop: ReactorEventLoop,
        lookUp: @escaping @Sendable (_ host: String, _ port: Int) -> [SocketAddress] = HostLookup.addresses(of:port:)
    ) {
        self.eventLoop = eventLoop
        self.lookUp = lookUp
    }

    /// Calls `done` with the addresses that connections to an instance are opened to, at once when they are known: those of its proxy where
    /// it has one, and the path of its socket where it has that.
    func addresses(of instance: UpstreamInstance, done: @escaping (Found) -> Void) {
        let origin = instance.origin
        if let path = origin.socketPath {
            do {
                return done(.addresses([try SocketAddress(unixDomainSocketPath: path)]))
            } catch {
                return done(.failed(UpstreamFailure(connecting: error, to: origin)))
            }
        }
        let proxy = instance.connection.proxy
        let (host, port) = proxy.map { ($0.host, $0.port) } ?? (instance.address ?? origin.host, origin.port)
        addresses(of: host, port: port) { addresses in
            guard addresses.isEmpty else { return done(.addresses(addresses)) }
            let whose = proxy == nil ? "the name" : "the proxy's name"
            done(.failed(UpstreamFailure(.dns, "\(whose) \(host) did not resolve", phase: .connecting)))
        }
    }

    /// Calls `done` with the addresses of a host, at once when they are known; with none when its name did not resolve.
    func addresses(of host: String, port: Int, done: @escaping ([SocketAddress]) -> Void) {
        if let address = try? SocketAddress(ipAddress: host, port: port) { return done([address]) }
        let name = "\(host) \(port)"
        let known = cache.lookUp(name, now: SystemClock.now)
        if let addresses = known.addresses {
            done(addresses)
        } else {
            waiting[name, default: []].append(done)
        }
        if known.needsResolving { resolve(host, port, name) }
    }

    private func resolve(_ host: String, _ port: Int, _ name: String) {
        let resolver = NIOLoopBound(self, eventLoop: eventLoop)
        let reactor = eventLoop.reactor
        Self.threads.async { [lookUp] in
            let addresses = lookUp(host, port)
            reactor.execute { resolver.value.resolved(name, addresses) }
        }
    }

    private func resolved(_ name: String, _ addresses: [SocketAddress]) {
        cache.resolved(name, to: addresses.isEmpty ? nil : addresses, now: SystemClock.now)
        for done in waiting.removeValue(forKey: name) ?? [] { done(addresses) }
    }

    /// Does something that blocks on another thread, and then something on this one.
    func elsewhere(_ work: @escaping @Sendable () -> Void, then: @escaping () -> Void) {
        let then = NIOLoopBound(then, eventLoop: eventLoop)
        let reactor = eventLoop.reactor
        Self.threads.async {
            work()
            reactor.execute { then.value() }
        }
    }
}
