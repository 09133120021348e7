internal import HTTPTypes
internal import Synchronization
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

    private let calls = Mutex<[Key: UpstreamCall]>([:])
    private let instances = Mutex<[UpstreamOrigin: UpstreamInstance]>([:])

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
            let instance = UpstreamInstance(origin: origin)
            instances[origin] = instance
            return instance
        }
    }
}
