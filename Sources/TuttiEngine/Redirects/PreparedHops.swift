internal import HTTPTypes
internal import Synchronization
internal import TuttiPlan
internal import TuttiUpstream

/// What the requests say that redirects of one call have led to, and where they go, so that a transport prepares each of them once.
///
/// There are few: methods, and the instances and the hosts that the file names.
final class PreparedHops: Sendable {
    /// What a hop's request says depends on this.
    struct Key: Hashable {
        let method: HTTPRequest.Method
        let sendsBody: Bool
        let isForeign: Bool

        init(_ hop: RedirectHop) {
            method = hop.method
            sendsBody = hop.sendsBody
            isForeign = hop.isForeign
        }
    }

    /// How connections to hosts are opened that are none of the service's.
    private let connection: ConnectionPlan
    private let calls = Mutex<[Key: UpstreamCall]>([:])
    private let instances = Mutex<[UpstreamOrigin: UpstreamInstance]>([:])

    /// The hops of a call to a service with that plan.
    init(of service: ServicePlan) {
        connection = service.connection.elsewhere
    }

    /// What requests with that key say, made the first time.
    func call(_ key: Key, _ make: () -> UpstreamCall) -> UpstreamCall {
        calls.withLock { calls in
            if let call = calls[key] { return call }
            let call = make()
            calls[key] = call
            return call
        }
    }

    /// The host at an origin that is none of the service's instances.
    func instance(at origin: UpstreamOrigin) -> UpstreamInstance {
        instances.withLock { instances in
            if let instance = instances[origin] { return instance }
            let instance = UpstreamInstance(origin: origin, connection: connection)
            instances[origin] = instance
            return instance
        }
    }
}
