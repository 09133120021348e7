internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// The `to` of a route and what goes with it, with everything computed that does not depend on a request.
struct PreparedForward: Sendable {
    private let plan: ForwardPlan
    /// One for each share of the split.
    private let destinations: [RouteDestination]
    private let mirror: (destination: RouteDestination, share: Double)?
    private let rewrite: PreparedRestTemplate?

    /// The services of a route with that path.
    ///
    /// `credentials` is where clients have theirs: a service gets a header or a cookie of them only if its `forward-headers`
    /// names it, and never one of `ownCookies`.
    init(
        _ plan: ForwardPlan, path: PathPattern, credentials: [CredentialPlace], ownCookies: OwnCookies?,
        services: [Service], in gateway: GatewayPlan
    ) {
        self.plan = plan
        destinations = plan.split.shares.map {
            RouteDestination(
                services[$0.service], at: $0.service, of: plan, credentials: credentials, ownCookies: ownCookies,
                timeout: $0.timeout, retry: $0.retry,
                balanceKey: PreparedBalanceKey(services[$0.service].plan, path: path, in: gateway))
        }
        mirror = plan.mirror.map {
            let service = services[$0.service]
            return (
                RouteDestination(
                    service, at: $0.service, of: plan, credentials: credentials, ownCookies: ownCookies,
                    timeout: service.plan.timeout, retry: nil,
                    balanceKey: PreparedBalanceKey(service.plan, path: path, in: gateway)), $0.share
            )
        }
        if case .rewritten(let template) = plan.target {
            rewrite = PreparedRestTemplate(template, path: path)
        } else {
            rewrite = nil
        }
    }

    /// Why path and query aren't forwarded as they are, in plain words; nil if they are.
    func defect(of path: RawPath, query: String) -> String? {
        if let defect = path.defect(allowsEncodedSlashes: plan.allowsEncodedSlashes) { return defect.message }
        return query.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
            ? nil : RawPath.Defect.character.message
    }

    /// What is sent where.
    ///
    /// - Parameters:
    ///   - request: the client's.
    ///   - path: its path, which has no defect.
    ///   - query: its query, without credentials.
    ///   - scope: what expressions read.
    ///   - responseHeaders: what is changed in the response.
    ///   - chance: a number from 0 to 1, another one each time.
    /// - Returns: the requests; nil where no service has a share of them.
    /// - Throws: when a text of the route can't be made.
    func request(
        _ request: ClientRequest, path: RawPath, query: String, scope: Scope, responseHeaders: HeaderChanges,
        chance: () -> Double
    ) throws(RenderingFailure) -> ForwardedRequest? {
        guard let destination = destination(in: scope, chance: chance) else { return nil }
        var target = try self.target(path, scope: scope)
        // Who reads it as a reference takes what follows for a host (RFC 3986, 4.2).
        if target.utf8.starts(with: "//".utf8), target != path.text {
            throw RenderingFailure(
                "the path that the service gets would begin with `//`", reading: [ScopeName.path.slot])
        }
        if !query.isEmpty { target += "?" + query }
        let identity = PropagatedHeaders(request)
        var mirrored: OutgoingRequest?
        if let mirror, mirror.share >= 1 || chance() < mirror.share {
            mirrored = OutgoingRequest(
                destination: mirror.destination, method: request.method, target: target, client: request.client,
                headers: try mirror.destination.headerChanges(of: request, in: scope, propagating: identity),
                shown: mirror.destination.service.tokens?.shown(for: request.identity),
                balanceKey: mirror.destination.balanceKey?.key(of: request))
        }
        return ForwardedRequest(
            request: OutgoingRequest(
                destination: destination, method: request.method, target: target, client: request.client,
                headers: try destination.headerChanges(of: request, in: scope, propagating: identity),
                shown: destination.service.tokens?.shown(for: request.identity),
                balanceKey: destination.balanceKey?.key(of: request)),
            mirrored: mirrored, responseHeaders: responseHeaders, maximumRequestBody: plan.maximumRequestBody,
            buffersRequest: plan.buffersRequest)
    }

    private func target(_ path: RawPath, scope: Scope) throws(RenderingFailure) -> String {
        switch plan.target {
        case .unchanged: return path.text
        case .stripped(let segments):
            let rest = path.dropping(segments)
            return rest.isEmpty ? "/" : String(rest)
        case .rewritten: return try rewrite?.rendered(in: scope, path: path) ?? path.text
        }
    }

    /// The service that gets a request.
    ///
    /// The same text of `sticky` always has the same point: the FNV-1a hash of its UTF-8, mixed by MurmurHash3's finalizer, modulo the
    /// number of points. A value that is no text, number or boolean counts as its JSON. Where it is null or can't be computed, chance
    /// decides.
    private func destination(in scope: Scope, chance: () -> Double) -> RouteDestination? {
        let shares = plan.split.shares
        guard shares.count > 1 else { return destinations.first }
        let point: Int
        if let sticky = plan.split.sticky, let value = try? sticky.evaluate(in: scope), !value.isNull {
            point = Int(value.bytesOfText.fnv1a().mixed % UInt64(ServiceSplit.pointCount))
        } else {
            point = Int(min(max(chance(), 0), 0.999_999) * Double(ServiceSplit.pointCount))
        }
        return shares.firstIndex { $0.points.contains(point) }.map { destinations[$0] }
    }
}
