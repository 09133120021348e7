package import HTTPTypes

/// What a cache says about a request, before a service is asked.
package enum CacheVerdict: Sendable, Equatable {
    /// The stored response is served.
    case fresh
    /// The stored response is served, and another one fetched meanwhile with these headers in place of the client's own conditions.
    case staleWhileRevalidate([HTTPField])
    /// A service is asked with these headers whether the stored response is still what there is.
    case validate([HTTPField], CacheStatus.Forwarding)
    /// A service is asked without any condition, and its response may be stored.
    case fetch(CacheStatus.Forwarding)
    /// The request goes to a service as it is, and the response isn't stored.
    case pass(CacheStatus.Forwarding)
    /// 504: the client wants nothing from a service, and there is nothing for it here.
    case onlyIfCached
}
