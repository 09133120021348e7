internal import HTTPTypes
internal import Synchronization
internal import TuttiUpstream

/// The prepared requests that redirects of one call have led to, so that a transport prepares each of them once.
///
/// There are few: methods times instances and the hosts that the file names.
final class RedirectRoutes: Sendable {
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

    private let routes = Mutex<[Key: UpstreamRoute]>([:])

    /// The one with that key, made the first time.
    func route(_ key: Key, _ make: () -> UpstreamRoute) -> UpstreamRoute {
        routes.withLock { routes in
            if let route = routes[key] { return route }
            let route = make()
            routes[key] = route
            return route
        }
    }
}
