package import HTTPTypes
internal import TuttiPolicies

/// What becomes of a stored response when a service has answered 304.
extension HTTPCache {
    /// What a 304 comes to.
    package enum Validation: Sendable, Equatable {
        /// The stored response has these headers from now on, and is served.
        case updated(StoredHead)
        /// It is served with these headers, and not kept.
        case servedOnce(StoredHead)
        /// The 304 is about another response than the one that is stored: what there is has to be fetched without a condition.
        case anotherOne
    }

    /// Updates a stored response by a 304 (RFC 9111, 3.2 and 4.3.4).
    ///
    /// - Parameters:
    ///   - stored: the response that was asked about.
    ///   - fields: the headers of the 304.
    ///   - request: the client's.
    ///   - moments: when the service was asked, and when it answered.
    /// - Returns: what the 304 comes to.
    package func update(
        _ stored: StoredHead, by fields: [HTTPField], for request: CacheRequest, moments: CacheMoments
    ) -> Validation {
        if let sent = fields.first(where: { $0.name == .eTag })?.value {
            guard let tag = EntityTag(sent), let kept = stored.validators.tag ?? stored.tag.flatMap({ EntityTag($0) })
            else { return sent == stored.tag ? merge(stored, fields, request, moments) : .anotherOne }
            guard tag.matchesWeakly(kept) else { return .anotherOne }
        }
        return merge(stored, fields, request, moments)
    }

    private func merge(
        _ stored: StoredHead, _ fields: [HTTPField], _ request: CacheRequest, _ moments: CacheMoments
    ) -> Validation {
        var updates = fields
        ConnectionHeaders.remove(from: &updates)
        updates.removeHeaders(where: Self.isOfStoredContent)
        let names = Set(updates.map(\.name.canonicalName))
        var merged = stored.fields
        // A date of the stored response would make the new one old.
        merged.removeHeaders { names.contains($0) || $0 == "date" }
        merged += updates
        let get = CacheRequest(method: .get, fields: request.fields)
        if let head = store(get, status: stored.status, fields: merged, moments: moments) { return .updated(head) }
        let once = StoredHead(
            status: stored.status, fields: merged.filter { $0.name != .age }, received: moments.received,
            initialAge: FreshnessLifetime.initialAge(fields, moments), lifetime: 0, staleWhileRevalidate: 0,
            staleIfError: 0, needsValidation: true, mayBeStale: false, validators: stored.validators, tag: stored.tag,
            vary: stored.vary, tags: [], groups: [])
        return .servedOnce(once)
    }

    /// Whether a header belongs to the content that is stored, which a 304 doesn't bring.
    private static func isOfStoredContent(_ name: String) -> Bool {
        switch name {
        case "content-length", "content-encoding", "content-range", "content-type", "proxy-authentication-info": true
        default: false
        }
    }
}
