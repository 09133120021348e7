package import HTTPTypes
package import TuttiPolicies

/// All of a stored response but its content, with what is computed once: how long it is fresh, what it depends on, how it is validated.
package struct StoredHead: Sendable, Equatable {
    /// The status.
    package let status: Int
    /// The headers as they are sent, without those of the connection and without `Age`.
    package let fields: [HTTPField]
    /// When it came, or was validated last, in milliseconds since 1970.
    package let received: Int64
    /// How old it was then, in milliseconds (RFC 9111, 4.2.3).
    package let initialAge: Int64
    /// How old it may get, in seconds (4.2.1).
    package let lifetime: Int64
    /// For how many seconds it may be served stale while another one is fetched (RFC 5861, 3).
    package let staleWhileRevalidate: Int64
    /// For how many seconds it may be served stale in place of an error (RFC 5861, 4).
    package let staleIfError: Int64
    /// Whether a service has to be asked each time: `no-cache`.
    package let needsValidation: Bool
    /// Whether it may be served stale when a client wants that: nothing says that it must be validated.
    package let mayBeStale: Bool
    /// By what a service tells whether it is still what there is.
    package let validators: Validators
    /// `ETag` as it was sent, which a service gets back.
    package let tag: String?
    /// What it depends on.
    package let vary: [VaryTerm]
    /// By what it can be purged: `Surrogate-Key`, `Cache-Tag`.
    package let tags: [String]
    /// To which groups it belongs (RFC 9875).
    package let groups: [String]

    /// Whether it is the response to such a request, as far as `Vary` tells.
    package func matches(_ request: CacheRequest) -> Bool {
        vary.allSatisfy { $0.matches(request) }
    }

    /// How old it is at that moment, in milliseconds (4.2.3).
    package func age(at now: Int64) -> Int64 {
        let resident = max(now.subtractingReportingOverflow(received).partialValue, 0)
        let (age, overflow) = initialAge.addingReportingOverflow(resident)
        return overflow ? .max : age
    }

    /// For how many milliseconds it is still fresh; negative once it is stale.
    package func freshness(at now: Int64) -> Int64 {
        lifetime * 1_000 - age(at: now)
    }

    /// The headers by which a service is asked whether it is still what there is (4.3.1); none if it has no validator.
    package var conditions: [HTTPField] {
        var conditions: [HTTPField] = []
        if let tag { conditions.append(HTTPField(name: .ifNoneMatch, value: tag)) }
        if validators.lastModified != nil, let sent = fields.first(where: { $0.name == .lastModified }) {
            conditions.append(HTTPField(name: .ifModifiedSince, value: sent.value))
        }
        return conditions
    }

    /// Whether it can be validated at all.
    package var hasValidator: Bool { tag != nil || validators.lastModified != nil }
}
