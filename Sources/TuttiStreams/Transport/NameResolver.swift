internal import Dispatch
internal import NIOCore
internal import TuttiChannels
internal import TuttiReactor
internal import TuttiResilience
internal import TuttiUpstream

/// Finds the addresses of instances for one worker; the system is asked on other threads, because it may take its time.
final class NameResolver {
    private static let threads = DispatchQueue(label: "tutti.names", attributes: .concurrent)

    private let eventLoop: ReactorEventLoop
    private var cache = AddressCache()
    private var waiting: [String: [([SocketAddress]) -> Void]] = [:]

    init(on eventLoop: ReactorEventLoop) {
        self.eventLoop = eventLoop
    }

    /// Calls `done` with the addresses of an origin, at once when they are known; with none when its name did not resolve.
    func addresses(of origin: UpstreamOrigin, done: @escaping ([SocketAddress]) -> Void) {
        if let address = try? SocketAddress(ipAddress: origin.host, port: origin.port) { return done([address]) }
        let name = "\(origin.host) \(origin.port)"
        let known = cache.lookUp(name, now: SystemClock.now)
        if let addresses = known.addresses {
            done(addresses)
        } else {
            waiting[name, default: []].append(done)
        }
        if known.needsResolving { resolve(origin, name) }
    }

    private func resolve(_ origin: UpstreamOrigin, _ name: String) {
        let resolver = NIOLoopBound(self, eventLoop: eventLoop)
        let reactor = eventLoop.reactor
        Self.threads.async {
            let addresses = HostLookup.addresses(of: origin.host, port: origin.port)
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
