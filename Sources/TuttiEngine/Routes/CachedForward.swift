package import HTTPTypes
package import TuttiCaching
internal import TuttiPlan
package import TuttiResilience

/// A request of a client that is forwarded unless a stored response will do.
package final class CachedForward: Sendable {
    /// What the service gets.
    package let request: ForwardedRequest
    /// What is stored.
    package let cache: PreparedRouteCache
    /// What its response is purged by, of what the file says.
    package let tags: [CacheTag]

    init(request: ForwardedRequest, cache: PreparedRouteCache, tags: [CacheTag]) {
        self.request = request
        self.cache = cache
        self.tags = tags
    }

    private var outgoing: OutgoingRequest { request.request }

    /// Path and query as the service gets them.
    package var target: String { outgoing.target }

    /// The name of the service.
    package var service: String { outgoing.destination.service.plan.name }

    /// How the service is called; empty for the name of its instance.
    package var authority: String { outgoing.destination.authority }

    /// How long a response may take, and so long others wait for it.
    package var timeout: TimeSpan { outgoing.destination.timeout }

    /// Whether all clients that ask for the same get the same, as far as the files say: no header of theirs is a client's, nor is a token.
    package var isForEverybody: Bool { owner.isEmpty && !outgoing.destination.variesByRequest }

    private var owner: [UInt8] {
        if case .token(let token)? = outgoing.shown { token.owner } else { [] }
    }

    /// What responses to a `GET` of this are stored as: all that the service learns of the client by what the files say.
    ///
    /// What it learns by the client's other headers, `Vary` tells.
    ///
    /// - Parameters:
    ///   - origin: scheme and host that the client has asked: services get to know them, and put them into links.
    ///   - target: another path and query of the same service; nil for those of the request.
    /// - Returns: the key.
    package func key(origin: String, target: String? = nil) -> CacheKey {
        var bytes: [UInt8] = []
        let target = target ?? outgoing.target
        bytes.reserveCapacity(64 + target.utf8.count)
        for shift in stride(from: 0, to: Int.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: outgoing.destination.service.identity >> shift))
        }
        func append(_ text: String) {
            bytes.append(contentsOf: text.utf8)
            bytes.append(0)  // no target, host or header holds it
        }
        append(origin)
        append(target)
        for field in outgoing.headers.fields.prefix(outgoing.headers.countOfFile) {
            append(field.name.canonicalName)
            append(field.value)
        }
        append("")
        bytes.append(contentsOf: owner)
        return CacheKey(bytes)
    }

    /// The request as the service gets to see it, for what it says of caching.
    package func cacheRequest(method: HTTPRequest.Method, fields: [HTTPField]) -> CacheRequest {
        var fields = fields
        outgoing.headers.removeNamed(from: &fields)
        return CacheRequest(method: method, fields: fields, adding: outgoing.headers.fields)
    }
}
