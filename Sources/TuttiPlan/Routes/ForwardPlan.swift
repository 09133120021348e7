package import TuttiJSON
package import TuttiResilience

/// How requests of a route are forwarded.
package struct ForwardPlan: Sendable, Equatable {
    /// The path that the service gets; the client's query goes along as it was sent.
    package enum Target: Sendable, Equatable {
        /// The client's path, byte for byte.
        case unchanged
        /// The client's path without so many segments at its beginning, the others byte for byte; `/` where none is left.
        case stripped(segments: Int)
        /// Another path.
        case rewritten(RestTemplate)
    }

    /// The services, and what each request of a client is sent to.
    package let split: ServiceSplit
    /// The path that the service gets.
    package let target: Target
    /// What is changed in the client's headers, once those that belong to its connection are gone.
    package let headers: [HeaderChange]
    /// Where a copy of requests goes; nil for none.
    package let mirror: MirrorPlan?
    /// How long a connection may be silent while a body is under way.
    package let idleTimeout: TimeSpan
    /// The most bytes of a request body; nil for any number.
    package let maximumRequestBody: Int?
    /// How long responses are used again; nil for none.
    package let cache: CachePlan?
    /// Whether the whole body is there before the service is asked.
    package let buffersRequest: Bool
    /// Whether a path may have `%2F` or `%5C` in a segment, which some services take for a slash.
    package let allowsEncodedSlashes: Bool
    /// What the service says of itself, an OpenAPI document of version 3; nil where nobody has asked for it.
    package let description: JSONValue?

    /// A plan made of its parts.
    package init(
        split: ServiceSplit, target: Target, headers: [HeaderChange], mirror: MirrorPlan?, idleTimeout: TimeSpan,
        maximumRequestBody: Int?, cache: CachePlan? = nil, buffersRequest: Bool, allowsEncodedSlashes: Bool,
        description: JSONValue? = nil
    ) {
        self.split = split
        self.target = target
        self.headers = headers
        self.mirror = mirror
        self.idleTimeout = idleTimeout
        self.maximumRequestBody = maximumRequestBody
        self.cache = cache
        self.buffersRequest = buffersRequest
        self.allowsEncodedSlashes = allowsEncodedSlashes
        self.description = description
    }

    /// The indices of all its services, that of the mirror last.
    package var services: [Int] {
        split.shares.map(\.service) + (mirror.map { [$0.service] } ?? [])
    }

    /// The same plan with all its services at one index.
    func moved(toService service: Int) -> ForwardPlan {
        let shares = split.shares.map {
            ServiceSplit.Share(service: service, points: $0.points, timeout: $0.timeout, retry: $0.retry)
        }
        return ForwardPlan(
            split: ServiceSplit(shares: shares, sticky: split.sticky), target: target, headers: headers,
            mirror: mirror.map { MirrorPlan(service: service, share: $0.share) }, idleTimeout: idleTimeout,
            maximumRequestBody: maximumRequestBody, cache: cache, buffersRequest: buffersRequest,
            allowsEncodedSlashes: allowsEncodedSlashes, description: description)
    }
}
