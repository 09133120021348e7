internal import HTTPTypes
internal import Synchronization
internal import TuttiCaching
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiUpstream

/// A call, with everything computed that does not depend on a request.
///
/// A class, so that requests pass one reference on and not the twenty in it.
final class PreparedCall: Sendable {
    let plan: CallPlan
    /// The slot of its result in the scope.
    let slot: Int
    /// The calls that read its result.
    let dependents: [Int]
    /// Its name in `Composition-Status`, as an RFC 8941 token or string.
    let statusName: String
    /// Its item in `Composition-Status` when it is `ok`, up to the milliseconds.
    let okStatusStart: [UInt8]
    /// What shapes each response; nil for nothing, and where it shapes all pages together.
    let select: Expression?
    /// Whether `select` or `pages` reads the document through `$`, and so needs the scope.
    let selectReadsDocument: Bool
    /// The most bytes of a response's body, as UTF-8 too.
    let maximumResponse: Int
    /// When it is tried again; nil for never.
    ///
    /// A call that is not idempotent is tried again only where nothing was sent.
    let retry: RetryPolicy?
    /// When it is hedged; nil for never.
    let hedge: HedgePolicy?
    /// How old a cached response may be that stands in for a failure; nil where none does.
    let staleBound: TimeSpan?
    /// How long its responses are used again; nil where they are not.
    let cache: CallCacheRules?
    /// Whether what it changes makes cached responses invalid (RFC 9111, 4.4).
    let invalidates: Bool
    /// Whether its responses are cached.
    var cachesResponses: Bool { staleBound != nil || plan.cache != nil }
    /// Whether another call of the endpoint, or another value of its `each`, can make the same request.
    let mayRepeat: Bool
    /// Whether its requests need a key: their responses are cached or shared.
    var needsKey: Bool { cachesResponses || mayRepeat }
    /// Whether its first attempt is made without a task: it shares no response, and is not hedged.
    let startsWithoutTask: Bool
    /// Whether it follows redirects.
    let followsRedirects: Bool
    /// How long one attempt may take; nil when that is not bounded.
    let attemptTimeout: TimeSpan?
    /// What its responses must be like; nil where nothing is asked of them.
    let expectation: PreparedExpectation?
    /// Whether more than `select` judges the content of its responses.
    let judgesContent: Bool
    /// Of what its `Idempotency-Key` is made; nil sends none.
    let idempotency: Idempotency?
    /// What takes it back; nil where nothing does.
    let undo: PreparedUndo?
    /// Whether its requests change nothing.
    let isSafe: Bool
    /// Whether what it has done would be done twice if the client's request were served once more.
    let addsUp: Bool
    /// Whether it is noted that it has, or may have, done something.
    let isNoted: Bool
    /// Whether `key` reads the document through `$`.
    let keyReadsDocument: Bool
    /// Headers that are the same in each request.
    let constantHeaders: [HTTPField]
    /// Names of the response's headers that the transport returns.
    ///
    /// They are those that this call reads, or another one that may share the response.
    let wantedHeaders: [HTTPField.Name]

    /// The index of its service in ``Ballots``; nil where this call's result is the whole vote.
    let ballot: Int?
    /// What its exchanges say about the health of the service.
    let health: HealthRule

    /// The latencies of its responses, for a hedge at a percentile; nil where there is none.
    private let latencies: LatencyTable?
    /// What its requests say, to whichever instance they go.
    let upstream: UpstreamCall
    /// What requests that redirects led to are prepared with.
    let hops: PreparedHops
    /// The service's `host`, in lower case.
    let virtualHost: String?
    private let target: TargetTemplate
    private let headers: [HeaderTemplate]
    /// Which of ``PropagatedHeaders`` it sends; nil for all of them.
    private let propagated: [HTTPField.Name]?
    private let forwarding: ForwardedHeaders
    private let cookies: CookieHeader

    /// The call of that index, or the request that is to undo it.
    init(
        index: Int, of endpoint: EndpointPlan, service: ServicePlan, ballot: Int?, ownCookies: OwnCookies?,
        isCachedByHTTP: Bool = false, undoing: UndoPlan? = nil
    ) {
        let call = undoing?.request ?? endpoint.calls[index]
        undo = call.undo.map {
            PreparedUndo(
                plan: $0,
                call: PreparedCall(
                    index: index, of: endpoint, service: service, ballot: ballot, ownCookies: ownCookies,
                    isCachedByHTTP: isCachedByHTTP, undoing: $0))
        }
        self.ballot = ballot
        virtualHost = service.host?.lowercased()
        hops = PreparedHops(of: service)
        plan = call
        slot = ScopeName.firstCallSlot + index
        dependents = endpoint.calls.indices.filter { other in
            endpoint.calls[other].inputs.contains { $0.call == index }
        }
        statusName = CompositionStatus.name(of: call.name)
        okStatusStart = Array("\(statusName);outcome=ok;ms=".utf8)
        selectReadsDocument = call.select?.slots.isEmpty == false || call.pages?.readsDocument == true
        select = call.pages == nil ? call.select : nil
        retry = call.isIdempotent ? call.retry : call.retry?.ofUnsent
        hedge = call.isIdempotent ? call.hedge : nil
        attemptTimeout = retry?.attemptTimeout
        followsRedirects = call.follow != nil
        let attemptTime = min(call.timeout, attemptTimeout ?? call.timeout)
        if case .percentile? = hedge { latencies = LatencyTable() } else { latencies = nil }
        staleBound = [call.otherwise.first?.staleBound, call.cache?.staleBound].compactMap(\.self).max()
        cache = call.cache.map { CallCacheRules($0) }
        invalidates = isCachedByHTTP && !call.isSafe
        mayRepeat =
            call.mayRepeatItself
            || endpoint.calls.indices.contains { $0 != index && endpoint.calls[$0].mayRepeat(call) }
        startsWithoutTask = staleBound == nil && call.cache == nil && !mayRepeat && hedge == nil && call.pages == nil
        isSafe = call.isSafe
        expectation = call.expects.map { PreparedExpectation($0, endpoint: endpoint.name) }
        judgesContent = call.expects != nil || call.bodyFormat == .graphQL
        idempotency = call.idempotency
        addsUp =
            endpoint.repeats != nil && (call.method == .post || call.method == .patch) && !call.isSafe
            && call.idempotency != .client
        isNoted = call.undo != nil || addsUp
        keyReadsDocument = call.each?.key?.slots.isEmpty == false
        // libcurl shares this time out among the addresses of a name, so it is no longer than the call has. An instance that
        // doesn't respond must leave time for another one.
        let connectTimeout = min(
            service.connectTimeout,
            service.mayHaveSeveralInstances ? TimeSpan(nanoseconds: attemptTime.nanoseconds / 2) : call.timeout)
        health = HealthRule(
            counts: service.breakerCounts, connectTimeout: connectTimeout,
            conclusiveTimeout: TimeSpan(nanoseconds: min(attemptTime, endpoint.deadline).nanoseconds / 2))
        maximumResponse = service.maximumResponse
        target = TargetTemplate(call)
        var constantHeaders = service.headers
        if let host = service.host { constantHeaders.append(HTTPField(name: .host, value: host)) }
        var varyingHeaders: [HeaderTemplate] = []
        for header in call.headers {
            constantHeaders.removeAll { $0.name == header.name }
            if let value = header.value.constantText {
                constantHeaders.append(HTTPField(name: header.name, value: value))
            } else {
                varyingHeaders.append(header)
            }
        }
        // Headers that describe a body are not sent without one.
        var bodyFields: [HTTPField] = []
        if call.body != nil {
            // A form is one, whatever its service's headers say of other bodies.
            if call.bodyFormat == .json { bodyFields = constantHeaders.filter { $0.name == .contentType } }
            constantHeaders.removeAll { $0.name == .contentType }
            if bodyFields.isEmpty, !varyingHeaders.contains(where: { $0.name == .contentType }) {
                bodyFields = [call.bodyFormat == .form ? .formContent : .jsonContent]
            }
            // GraphQL over HTTP, 5.1.
            if call.bodyFormat == .graphQL,
                !(constantHeaders.map(\.name) + varyingHeaders.map(\.name)).contains(.accept)
            {
                constantHeaders.append(
                    HTTPField(name: .accept, value: "application/graphql-response+json, application/json;q=0.9"))
            }
        }
        if let agent = service.userAgent, !(call.forwardedHeaders ?? service.forwardedHeaders).contains(.userAgent),
            !(constantHeaders.map(\.name) + varyingHeaders.map(\.name)).contains(.userAgent)
        {
            constantHeaders.append(HTTPField(name: .userAgent, value: agent))
        }
        // A header of the file replaces the client's header of that name.
        var named = Set((constantHeaders + bodyFields).map(\.name) + varyingHeaders.map(\.name))
        if call.idempotency != nil { named.insert(.idempotencyKey) }
        let propagated = PropagatedHeaders.names(service.propagated).filter { !named.contains($0) }
        self.propagated = propagated.count == PropagatedHeaders.names(.all).count ? nil : propagated
        let forwardedNames = (call.forwardedHeaders ?? service.forwardedHeaders).filter {
            !named.contains($0) && !propagated.contains($0)
        }
        let cookies = CookieHeader(
            call.cookies, headers: &constantHeaders, forwards: forwardedNames.contains(.cookie), without: ownCookies)
        forwarding = ForwardedHeaders(
            forwardedNames.filter { $0 != .cookie || !cookies.isForwarded }, without: ownCookies)
        self.cookies = cookies
        headers = varyingHeaders
        self.constantHeaders = constantHeaders
        let sharing = endpoint.calls.filter { $0.service == call.service && $0.method == call.method && $0.isSafe }
        let readHeaders = Set(call.readHeaders + sharing.flatMap(\.readHeaders))
            .union([.retryAfter, .wwwAuthenticate, .location])
            .union(sharing.compactMap(\.pages?.header))
            .union(sharing.compactMap(\.cache).flatMap(CallCacheRules.wantedHeaders))
            .union(endpoint.cache?.lifetime == .http ? HTTPField.Name.ofCaching : [])
            .union(invalidates ? HTTPField.Name.ofInvalidation : [])
            .union(sharing.contains { $0.refusals != nil } || call.refusals != nil ? [.contentType] : [])
            .union(call.bodyKind.readsContentType ? [.contentType] : [])
        let wantedHeaders = readHeaders.sorted { $0.canonicalName < $1.canonicalName }
        self.wantedHeaders = wantedHeaders
        upstream = UpstreamCall(
            method: call.method,
            label: call.name,
            headers: constantHeaders,
            bodyFields: bodyFields,
            connectTimeout: connectTimeout,
            maximumResponseBytes: service.maximumResponse,
            wantedHeaders: wantedHeaders)
    }

    /// Renders what is sent, whichever instance it goes to.
    ///
    /// `isRaw` says that values of the client's query may hold bytes that are not UTF-8: see ``RawBytes``.
    func content(
        scope: Scope, client: ClientRequest, propagating identity: PropagatedHeaders, isRaw: Bool = false,
        deadline: MonotonicTime
    ) throws(RenderingFailure) -> CallContent {
        var content = CallContent(target: try target.render(in: scope, isRaw: isRaw), deadline: deadline)
        if let value = try plan.body?.evaluate(in: scope), !value.isNull {
            if let body = plan.body, plan.bodyFormat == .form {
                content.body = try FormContent.bytes(of: value, reading: body)
            } else {
                var writer = JSONWriter(reserving: 256)
                writer.write(value)
                content.body = writer.bytes
            }
        } else if plan.method == .post || plan.method == .put || plan.method == .patch {
            content.body = []  // `Content-Length: 0`, which these methods should say (RFC 9110, 8.6)
        }
        for header in headers {
            if header.name == .contentType, plan.body != nil, content.body?.isEmpty ?? true { continue }
            guard let value = try header.value.fieldValue(in: scope) else { continue }
            content.headers.append(HTTPField(name: header.name, value: value))
        }
        if let propagated {
            content.headers += identity.headers.filter { propagated.contains($0.name) }
        } else if content.headers.isEmpty {
            content.headers = identity.headers  // most calls have no headers of their own: all share one array
        } else {
            content.headers += identity.headers
        }
        forwarding.append(of: client, to: &content.headers)
        if !cookies.isEmpty, let value = try cookies.value(in: scope, client: client) {
            content.headers.append(HTTPField(name: .cookie, value: value))
        }
        if let cache = plan.cache, !cache.tags.isEmpty { content.cacheTags = cache.tags(in: scope) }
        return content
    }

    /// The request to an instance that may answer it with a redirect: the first hop.
    func firstHop(of content: CallContent, to instance: PreparedInstance) -> RedirectHop {
        RedirectHop(
            method: plan.method,
            target: RedirectTarget(origin: instance.origin, target: target(of: content, at: instance)),
            sendsBody: content.body != nil)
    }

    /// How long the first attempt of a request has before it is hedged; nil when it is not.
    var hedgeDelay: TimeSpan? {
        switch hedge {
        case nil: nil
        case .after(let delay): delay
        case .percentile(let percent): latencies?.percentile(percent)
        }
    }

    /// Notes how long a response took, for a hedge at a percentile.
    func observe(latency: TimeSpan) {
        latencies?.observe(latency)
    }

    /// The request of that content to one instance.
    func request(_ content: CallContent, to instance: PreparedInstance, deadline: MonotonicTime) -> UpstreamRequest {
        UpstreamRequest(
            call: upstream, instance: instance.upstream, target: target(of: content, at: instance),
            headers: content.headers, body: content.body, deadline: deadline)
    }

    private func target(of content: CallContent, at instance: PreparedInstance) -> String {
        instance.basePath.isEmpty ? content.target : instance.basePath + content.target
    }
}

/// The latencies of one call, from all workers.
private final class LatencyTable: Sendable {
    private let quantiles = Mutex(LatencyQuantiles())

    func observe(_ latency: TimeSpan) {
        quantiles.withLock { $0.observe(latency) }
    }

    func percentile(_ percent: Int) -> TimeSpan? {
        quantiles.withLock { $0.percentile(percent) }
    }
}

extension CallPlan {
    /// Whether two values of its `each` can make the same request; never where the request holds the value itself.
    fileprivate var mayRepeatItself: Bool {
        guard isSafe, each != nil else { return false }
        let isWhole = { (expression: Expression) in expression.source == ScopeName.each.rawValue }
        let isInTarget = target.parts.contains {
            if case .placeholder(let placeholder) = $0 { isWhole(placeholder) } else { false }
        }
        let isInQuery = query.contains { if case .expression(let value) = $0.value { isWhole(value) } else { false } }
        return !isInTarget && !isInQuery
    }

    /// Whether this call can make the same request as another: both only read, from the same service, and no literal text of
    /// their paths tells them apart.
    fileprivate func mayRepeat(_ other: CallPlan) -> Bool {
        guard isSafe, other.isSafe, service == other.service, method == other.method else { return false }
        guard case .literal(let start)? = target.parts.first, case .literal(let otherStart)? = other.target.parts.first
        else { return true }
        if target.parts.count == 1, other.target.parts.count == 1, query.isEmpty, other.query.isEmpty,
            queryObject == nil, other.queryObject == nil
        {
            return start == otherStart
        }
        return start.hasPrefix(otherStart) || otherStart.hasPrefix(start)
    }
}
