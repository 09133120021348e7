package import HTTPTypes
package import TuttiResilience

/// How long responses are used again, of a call, an endpoint or a route.
package struct CachePlan: Sendable, Hashable {
    /// Who says how long a response is fresh.
    package enum Lifetime: Sendable, Hashable {
        /// The file: so long, whatever the service says.
        case fixed(TimeSpan)
        /// The service, by the headers of its response (RFC 9111).
        case http
    }

    /// How long a response is fresh.
    package let lifetime: Lifetime
    /// So long after that it is still used, while a newer one is fetched (RFC 5861, 3); nil for not at all or, with ``Lifetime/http``, for
    /// what the service says.
    package let whileRevalidate: TimeSpan?
    /// So long after that it stands in where there is no newer one (RFC 5861, 4); nil as above.
    package let ifError: TimeSpan?
    /// How long a response is fresh that says that there is nothing (``negativeStatuses``); nil doesn't keep it.
    ///
    /// Only with a fixed lifetime.
    package let negative: TimeSpan?
    /// The only headers of the request that tell responses apart; nil for all that are sent.
    ///
    /// Only with a fixed lifetime.
    package let vary: [HTTPField.Name]?
    /// What responses are purged by, beside the service's own `Cache-Tag` and `Surrogate-Key`.
    package let tags: [TextTemplate]
    /// The most bytes of a body that is kept.
    package let maximumSize: Int
    /// Whether `Cache-Control` of a client's request counts (RFC 9111, 5.2.1).
    package let heedsRequest: Bool
    /// Whether responses with `Set-Cookie` are kept, which all clients then get (RFC 9111, 7.3).
    package let storesCookies: Bool

    /// A plan made of its parts.
    package init(
        lifetime: Lifetime, whileRevalidate: TimeSpan? = nil, ifError: TimeSpan? = nil, negative: TimeSpan? = nil,
        vary: [HTTPField.Name]? = nil, tags: [TextTemplate] = [], maximumSize: Int = CachePlan.standardSize,
        heedsRequest: Bool = false, storesCookies: Bool = false
    ) {
        self.lifetime = lifetime
        self.whileRevalidate = whileRevalidate
        self.ifError = ifError
        self.negative = negative
        self.vary = vary
        self.tags = tags
        self.maximumSize = maximumSize
        self.heedsRequest = heedsRequest
        self.storesCookies = storesCookies
    }

    /// The bound of a body without another one: 1 MiB.
    package static let standardSize = 1 << 20

    /// The statuses that say that there is nothing, of those that are cacheable by default (RFC 9110, 15.1).
    package static let negativeStatuses: Set<Int> = [404, 405, 410, 414, 501]

    /// How long it is fresh by the file; nil where the service says it.
    package var fixedLifetime: TimeSpan? { if case .fixed(let time) = lifetime { time } else { nil } }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(lifetime)
    }
}
