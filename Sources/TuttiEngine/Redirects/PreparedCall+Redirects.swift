internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

extension PreparedCall {
    /// The statuses that are followed (RFC 9110, 15.4): 300 leaves a choice, 304 and 305 lead nowhere.
    private static let redirects: Set<Int> = [301, 302, 303, 307, 308]

    /// Which redirects are followed, as a text that is part of a ``RequestKey``; empty where none is.
    var followedRedirects: String {
        guard let follow = plan.follow else { return "" }
        let hosts = follow.hosts.map(\.description).joined(separator: ",")
        let responses = Self.redirects.filter(accepts).sorted().map(String.init).joined(separator: ",")
        return "\(follow.atMost) \(hosts) \(responses)"
    }

    /// What follows a response: nothing, another request, or the reason why its redirect is not followed.
    func next(
        after hop: RedirectHop, _ response: UpstreamResponse, followed: Int, instances: [PreparedInstance]
    ) -> RedirectHop.Next {
        guard let follow = plan.follow, Self.redirects.contains(response.status), !accepts(response.status),
            let location = response.headers.first(where: { $0.name == .location })?.value
        else { return .none }
        guard followed < follow.atMost else { return .stop("over the limit of \(follow.atMost) redirects") }
        guard var target = RedirectTarget(location: location, origin: hop.target.origin, target: hop.target.target)
        else { return .stop("which is no URL to follow") }
        var next = hop
        let isService: Bool
        if let place = place(of: target.origin, from: hop.target.origin, among: instances) {
            target.origin = place
            isService = true
        } else {
            isService = false
        }
        next.target = target
        guard isService || follow.allows(target.origin) else { return .stop("a host that `follow` doesn't name") }
        guard hop.target.origin.scheme == .http || target.origin.scheme == .https else {
            return .stop("which would leave TLS")
        }
        // Once a redirect has left the service, no later request gets its credentials, even if it leads back.
        next.isForeign = hop.isForeign || !isService
        switch (response.status, hop.method) {
        case (303, .head), (303, .get): break
        case (303, _), (301, .post), (302, .post):
            next.method = .get
            next.sendsBody = false
        case (_, .post), (_, .patch):
            return .stop("and a \(hop.method.rawValue) is not sent again")
        default: break
        }
        return .follow(next)
    }

    /// The instance at an origin: one of the service's, or the current one where the origin is the service's `host`; nil for others.
    func place(
        of origin: UpstreamOrigin, from current: UpstreamOrigin, among instances: [PreparedInstance]
    ) -> UpstreamOrigin? {
        if let own = instances.first(where: { $0.origin.isSame(as: origin) }) { return own.origin }
        guard let host = virtualHost, instances.contains(where: { $0.origin == current }),
            origin.scheme == current.scheme
        else { return nil }
        let written = origin.host.contains(":") ? "[\(origin.host)]" : origin.host
        return host == "\(written):\(origin.port)" || host == written && origin.port == origin.scheme.standardPort
            ? current : nil
    }

    /// The request of a hop.
    func request(
        _ hop: RedirectHop, _ content: CallContent, from current: PreparedInstance?, instances: [PreparedInstance],
        deadline: MonotonicTime
    ) -> UpstreamRequest {
        let describesBody: Set<HTTPField.Name> = [.contentType, .contentEncoding, .contentLanguage]
        func isSent(_ name: HTTPField.Name) -> Bool {
            if describesBody.contains(name), !hop.sendsBody { return false }
            // Headers of the file and of the client may hold secrets under any name: another host gets only those that say
            // which response is wanted.
            return !hop.isForeign || describesBody.contains(name) || Self.harmlessHeaders.contains(name)
        }
        let call = hops.call(PreparedHops.Key(hop)) {
            UpstreamCall(
                method: hop.method, label: plan.name, headers: constantHeaders.filter { isSent($0.name) },
                bodyFields: hop.sendsBody ? upstream.bodyFields : [], connectTimeout: upstream.connectTimeout,
                maximumResponseBytes: upstream.maximumResponseBytes, wantedHeaders: wantedHeaders)
        }
        let origin = hop.target.origin
        // All addresses of a name have one origin: what the instance says of itself is asked of the same one.
        let own = current?.origin == origin ? current : instances.first { $0.origin == origin }
        let instance = own?.upstream ?? hops.instance(at: origin)
        return UpstreamRequest(
            call: call, instance: instance, target: hop.target.target,
            headers: content.headers.filter { isSent($0.name) }, body: hop.sendsBody ? content.body : nil,
            deadline: deadline)
    }

    private static let harmlessHeaders: Set<HTTPField.Name> = [.accept, .acceptLanguage, .acceptEncoding, .userAgent]

    /// Where a redirect leads that is not followed, for messages: the path, and the origin where that is another.
    ///
    /// Without the query, which may hold secrets.
    func words(ofRedirect response: UpstreamResponse, instances: [PreparedInstance]) -> String? {
        guard (300..<400).contains(response.status), response.status != 304,
            let location = response.headers.first(where: { $0.name == .location })?.value,
            let origin = instances.first?.origin
        else { return nil }
        if !location.hasPrefix("/"), !location.prefix(while: { $0 != "/" }).contains(":") {
            // Relative to the path of the request, which is not known here.
            let path = location.prefix { $0 != "?" && $0 != "#" }.prefix(200)
            return path.isEmpty ? nil : String(path)
        }
        guard let target = RedirectTarget(location: location, origin: origin, target: "/") else { return nil }
        let path = String(target.target.prefix { $0 != "?" }.prefix(200))
        return place(of: target.origin, from: origin, among: instances) != nil ? path : "\(target.origin)\(path)"
    }
}

extension FollowPolicy {
    /// Whether the file names that host.
    fileprivate func allows(_ origin: UpstreamOrigin) -> Bool {
        hosts.contains { $0.name == origin.host && ($0.port ?? origin.scheme.standardPort) == origin.port }
    }
}

extension UpstreamOrigin {
    /// Whether both are the same origin; host names are compared without case.
    fileprivate func isSame(as other: UpstreamOrigin) -> Bool {
        scheme == other.scheme && port == other.port && host.lowercased() == other.host.lowercased()
    }
}
