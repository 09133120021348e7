/// What the response cache had to do with a response to a client.
package enum CacheUse: Int, Sendable, CaseIterable {
    /// It is a cached one that is fresh.
    case hit
    /// It is a cached one, which is being renewed.
    case stale
    /// It is a cached one, since no newer one could be had.
    case staleIfError
    /// Somebody else has asked for the same at the same time.
    case collapsed
    /// There was none, and it is kept.
    case stored
    /// There was none, and it is not kept.
    case missed

    /// Its label in metrics and logs.
    package var label: String {
        switch self {
        case .hit: "hit"
        case .stale: "stale"
        case .staleIfError: "stale-if-error"
        case .collapsed: "collapsed"
        case .stored: "miss"
        case .missed: "pass"
        }
    }

    /// The value of `Cache-Status` (RFC 9211).
    ///
    /// - Parameter ttl: how long it is still fresh, in seconds; negative for what is stale.
    /// - Returns: a list with one member.
    func status(ttl: Int64?) -> String {
        switch self {
        case .hit, .stale: "tutti; hit" + (ttl.map { "; ttl=\($0)" } ?? "")
        case .staleIfError: "tutti; hit" + (ttl.map { "; ttl=\($0)" } ?? "") + "; detail=stale-if-error"
        case .collapsed: "tutti; fwd=uri-miss; collapsed"
        case .stored: "tutti; fwd=uri-miss; stored"
        case .missed: "tutti; fwd=uri-miss"
        }
    }
}
