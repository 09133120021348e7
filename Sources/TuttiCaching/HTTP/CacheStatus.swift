internal import HTTPTypes

/// What a cache has done about a request, as it says so to the client: a member of `Cache-Status` (RFC 9211).
package struct CacheStatus: Sendable, Equatable {
    /// Why a request went to a service.
    package enum Forwarding: String, Sendable, Equatable {
        /// Nothing is stored for what it asks for.
        case uriMiss = "uri-miss"
        /// Something is, for other requests.
        case varyMiss = "vary-miss"
        /// What is stored is not fresh any more.
        case stale
        /// Its directives want it so.
        case request
        /// Its method.
        case method
        /// The cache is not used for it.
        case bypass
    }

    /// Why it went to a service; nil for a hit.
    package var forwarding: Forwarding?
    /// What the service answered; nil where it wasn't asked, or the client gets the same status.
    package var forwardStatus: Int?
    /// For how many seconds the response is still fresh.
    package var timeToLive: Int64?
    /// Whether the response was stored.
    package var isStored = false
    /// Whether it was fetched for another request.
    package var isCollapsed = false
    /// Anything else: a token.
    package var detail: String?

    /// A hit of a response that is fresh for so many milliseconds, or has been stale for as many.
    package static func hit(freshFor milliseconds: Int64, detail: String? = nil) -> CacheStatus {
        // A part of a second below zero is stale, too.
        let seconds = milliseconds >= 0 ? milliseconds / 1_000 : -((-milliseconds + 999) / 1_000)
        return CacheStatus(timeToLive: seconds, detail: detail)
    }

    /// A request that went to a service.
    package init(
        _ forwarding: Forwarding, status: Int? = nil, isStored: Bool = false, isCollapsed: Bool = false,
        detail: String? = nil
    ) {
        self.forwarding = forwarding
        forwardStatus = status
        self.isStored = isStored
        self.isCollapsed = isCollapsed
        self.detail = detail
    }

    private init(timeToLive: Int64, detail: String?) {
        self.timeToLive = timeToLive
        self.detail = detail
    }

    /// What is sent of it.
    package var text: String {
        var text = "tutti"
        if let forwarding {
            text += "; fwd=\(forwarding.rawValue)"
            if let forwardStatus { text += "; fwd-status=\(forwardStatus)" }
        } else {
            text += "; hit"
        }
        if let timeToLive { text += "; ttl=\(timeToLive)" }
        if isStored { text += "; stored" }
        if isCollapsed { text += "; collapsed" }
        if let detail { text += "; detail=\(detail)" }
        return text
    }
}
