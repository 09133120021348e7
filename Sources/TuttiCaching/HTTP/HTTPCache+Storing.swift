package import HTTPTypes
internal import TuttiPolicies
internal import TuttiResilience

/// Which responses are stored, and with what.
extension HTTPCache {
    /// What is stored of a response (RFC 9111, 3).
    ///
    /// One that could neither be served without a service, nor be validated, isn't either.
    ///
    /// - Parameters:
    ///   - request: the client's.
    ///   - status: the response's.
    ///   - fields: its headers as the service has sent them.
    ///   - moments: when it was asked for, and when it came.
    /// - Returns: what is stored; nil if it isn't.
    package func store(
        _ request: CacheRequest, status: Int, fields: [HTTPField], moments: CacheMoments
    ) -> StoredHead? {
        // Parts of a content are not put together.
        guard request.method == .get, status >= 200, status != 206, status != 304 else { return nil }
        if rules.obeysClients, request.directives.noStore { return nil }
        var (directives, isTargeted) = ResponseDirectives.read(fields, targets: rules.targets)
        if let fixed = rules.fixed {
            guard let lifetime = fixed.lifetime(of: status) else { return nil }
            directives.fix(lifetime)
        }
        if directives.mustUnderstand {
            guard FreshnessLifetime.understands(status) else { return nil }
        } else if directives.noStore {
            return nil
        }
        guard directives.isPrivate != .all else { return nil }
        if request.hasAuthorization {
            // 3.5: what was for one client alone, unless the service says otherwise.
            guard directives.isPublic || directives.mustRevalidate || directives.sharedMaxAge != nil else {
                return nil
            }
        }
        let now = moments.received / 1_000
        let lifetime = FreshnessLifetime(
            fields, directives, isTargeted: isTargeted,
            isGuessed: rules.isHeuristic && (directives.isPublic || FreshnessLifetime.mayGuess(status)), now: now)
        // Without a lifetime, a response may be stored if its status allows to guess one.
        guard lifetime.isExplicit || directives.isPublic || FreshnessLifetime.mayGuess(status),
            let vary = VaryTerm.terms(of: fields, and: rules.fixed?.vary ?? [], request: request)
        else { return nil }
        let kept = kept(fields, directives, now: now)
        guard rules.storesCookies || !kept.contains(where: { $0.name == .setCookie }) else { return nil }
        let head = head(status, kept, sent: fields, directives, lifetime.seconds ?? 0, vary, moments)
        let isServed =
            !head.needsValidation && head.lifetime * 1_000 > head.initialAge
            || head.staleWhileRevalidate > 0 || head.staleIfError > 0
        return isServed || head.hasValidator ? head : nil
    }

    private func head(
        _ status: Int, _ kept: [HTTPField], sent: [HTTPField], _ directives: ResponseDirectives, _ lifetime: Int64,
        _ vary: [VaryTerm], _ moments: CacheMoments
    ) -> StoredHead {
        let now = moments.received / 1_000
        let mustRevalidate = directives.mustRevalidate || directives.proxyRevalidate
        let needsValidation = directives.noCache == .all
        // `s-maxage` forbids to serve it stale (5.2.2.10) unless the service says itself that it may be.
        let byRules = directives.sharedMaxAge == nil
        let (whileRevalidate, ifError): (Int64, Int64) =
            mustRevalidate || needsValidation
            ? (0, 0)
            : (
                directives.staleWhileRevalidate ?? (byRules ? rules.staleWhileRevalidate : 0),
                directives.staleIfError ?? (byRules ? rules.staleIfError : 0)
            )
        let tag = kept.first { $0.name == .eTag }?.value
        return StoredHead(
            status: status, fields: kept, received: moments.received,
            initialAge: FreshnessLifetime.initialAge(sent, moments), lifetime: lifetime,
            staleWhileRevalidate: whileRevalidate, staleIfError: ifError, needsValidation: needsValidation,
            mayBeStale: !mustRevalidate && directives.sharedMaxAge == nil && !needsValidation,
            validators: Validators(
                tag: tag.flatMap { EntityTag($0) }, lastModified: FreshnessLifetime.lastModified(kept, now: now)),
            tag: tag, vary: vary, tags: CacheTags.tags(of: sent), groups: CacheTags.groups(.cacheGroups, of: sent))
    }

    /// The headers that are stored (3.1): not those of the connection, of proxies, nor those that may only be used once.
    private func kept(_ fields: [HTTPField], _ directives: ResponseDirectives, now: Int64) -> [HTTPField] {
        var kept = fields
        ConnectionHeaders.remove(from: &kept)
        var excluded: [String] = ["age", "proxy-authentication-info"]
        if case .fields(let names) = directives.isPrivate { excluded += names }
        if case .fields(let names) = directives.noCache { excluded += names }
        kept.removeHeaders { name in excluded.contains { ASCII.equal($0, name) } }
        // RFC 9110, 6.6.1: whoever stores a response without a date adds when it came.
        if !kept.contains(where: { $0.name == .date }) {
            kept.append(HTTPField(name: .date, value: CalendarTime(seconds: now).httpDate))
        }
        return kept
    }
}
