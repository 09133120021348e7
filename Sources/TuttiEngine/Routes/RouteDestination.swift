internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// A service as the requests of a route reach it, with everything computed that does not depend on a request.
final class RouteDestination: Sendable {
    /// The service, which calls share.
    let service: Service
    /// The index of the service in the plan.
    let index: Int
    /// What `Host` says; empty for the instance's own.
    let authority: String
    /// How long the service has until the first byte of its response.
    let timeout: TimeSpan
    /// How long opening a connection may take.
    let connectTimeout: TimeSpan
    /// How long an exchange may be silent while a body is under way.
    let idleTimeout: TimeSpan
    /// When an idempotent request is sent again; nil for never.
    private let retry: RetryPolicy?
    /// When another request is sent again; nil for never.
    private let retryOfUnsent: RetryPolicy?
    /// What the ends of exchanges say about the health of the service.
    let health: HealthRule

    /// What `hash` goes by; nil for the path.
    let balanceKey: PreparedBalanceKey?

    private let headers: PreparedHeaderChanges
    /// The ids of the client's request that the gateway sends.
    private let propagated: [HTTPField.Name]

    /// The cookies of clients that the service doesn't get.
    private let withheldCookies: [String]
    /// Those that it doesn't get whatever is forwarded; nil where the route writes `Cookie` itself.
    private let ownCookies: OwnCookies?

    /// A service of a route; `retry` is nil where requests are never sent again, and `credentials` is where clients have theirs.
    init(
        _ service: Service, at index: Int, of plan: ForwardPlan, credentials: [CredentialPlace],
        ownCookies: OwnCookies?, timeout: TimeSpan, retry: RetryPolicy?, balanceKey: PreparedBalanceKey?
    ) {
        self.balanceKey = balanceKey
        self.service = service
        self.index = index
        self.timeout = timeout
        self.retry = retry
        retryOfUnsent = retry?.ofUnsent
        idleTimeout = plan.idleTimeout
        authority = service.plan.host ?? ""
        let named = plan.headers.map(\.name) + service.plan.headers.map(\.name)
        let propagated = PropagatedHeaders.names(service.plan.propagated).filter { !named.contains($0) }
        self.propagated = propagated
        // The client's ids reach the service where its `propagate` or its `forward-headers` says so.
        let withheld = PropagatedHeaders.names(.all).filter {
            propagated.contains($0) || !service.plan.forwardedHeaders.contains($0)
        }
        let forwarded = service.plan.forwardedHeaders
        let credentialHeaders = credentials.compactMap { place -> HTTPField.Name? in
            if case .header(let name) = place, !forwarded.contains(name) { name } else { nil }
        }
        let cookies = credentials.compactMap { if case .cookie(let name) = $0 { name } else { nil } }
        withheldCookies = named.contains(.cookie) || forwarded.contains(.cookie) ? [] : cookies
        var dropped = withheld + credentialHeaders
        self.ownCookies = named.contains(.cookie) ? nil : ownCookies
        if !withheldCookies.isEmpty || self.ownCookies != nil { dropped.append(.cookie) }
        // The gateway alone says it.
        if service.plan.credentials != nil { dropped.append(.authorization) }
        headers = PreparedHeaderChanges(plan.headers, besides: service.plan.headers, dropping: dropped)
        let attemptTime = min(timeout, retry?.attemptTimeout ?? timeout)
        // An instance that doesn't respond must leave time for another one.
        connectTimeout = min(
            service.plan.connectTimeout,
            service.mayHaveSeveral ? TimeSpan(nanoseconds: attemptTime.nanoseconds / 2) : timeout)
        health = HealthRule(
            counts: service.plan.breakerCounts, connectTimeout: connectTimeout,
            conclusiveTimeout: TimeSpan(nanoseconds: attemptTime.nanoseconds / 2))
    }

    /// What is changed in the headers of a client's request.
    func headerChanges(
        of request: ClientRequest, in scope: Scope, propagating identity: PropagatedHeaders
    ) throws(RenderingFailure) -> HeaderChanges {
        var further = identity.headers.filter { propagated.contains($0.name) }
        if !withheldCookies.isEmpty || ownCookies != nil {
            for line in request.headers.values(named: "cookie") {
                guard let others = ownCookies.map({ $0.line(without: line) }) ?? line,
                    let rest = withheldCookies.isEmpty
                        ? others : CookieList.line(others, without: withheldCookies)
                else { continue }
                further.append(HTTPField(name: .cookie, value: rest))
            }
        }
        return try headers.rendered(in: scope, adding: further)
    }

    /// Whether a header that the files put in reads the client's request.
    var variesByRequest: Bool { headers.varies }

    /// When a request with this method is sent again; nil for never.
    func retry(of method: HTTPRequest.Method) -> RetryPolicy? {
        Self.isIdempotent(method) ? retry : retryOfUnsent
    }

    /// Whether it is known of a method that making its request twice is the same as making it once (RFC 9110, 9.2.2).
    ///
    /// Clients choose among more methods than calls have.
    static func isIdempotent(_ method: HTTPRequest.Method) -> Bool {
        switch method {
        case .get, .head, .put, .delete, .options, .trace: true
        default: false
        }
    }
}
