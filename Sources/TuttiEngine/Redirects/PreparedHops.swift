internal import HTTPTypes
internal import Synchronization
internal import TuttiUpstream

/// The prepared requests that redirects of one call have led to, so that a transport prepares each of them once.
///
/// There are few: methods times instances and the hosts that the file names.
final class PreparedHops: Sendable {
    struct Key: Hashable {
        let origin: UpstreamOrigin
        let method: HTTPRequest.Method
        let sendsBody: Bool
        let isForeign: Bool

        init(_ hop: RedirectHop) {
            origin = hop.target.origin
            method = hop.method
            sendsBody = hop.sendsBody
            isForeign = hop.isForeign
        }
    }

    private let upstreamCalls = Mutex<[Key: UpstreamCall]>([:])

    /// The one with that key, made the first time.
    func call(_ key: Key, _ make: () -> UpstreamCall) -> UpstreamCall {
        upstreamCalls.withLock { upstreamCalls in
            if let call = upstreamCalls[key] { return call }
            let call = make()
            upstreamCalls[key] = call
            return call
        }
    }
}
