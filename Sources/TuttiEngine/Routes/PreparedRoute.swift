internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
package import TuttiPlan
internal import TuttiPolicies

/// A route, with everything computed that does not depend on a request.
///
/// Its services are those that calls go to: they share breakers, limiters, retry budgets and the turns of instances.
package final class PreparedRoute: Sendable {
    /// What becomes of a request.
    package enum Action: Sendable {
        /// It is forwarded.
        case forward(ForwardedRequest)
        /// It is forwarded unless a stored response will do.
        case cached(CachedForward)
        /// The client gets this response, for which no service is asked; its headers are complete.
        case respond(ComposedResponse)
        /// The client gets a file.
        case file(FileTarget)
    }

    private enum Kind: Sendable {
        case forward(PreparedForward)
        case cached(PreparedForward, PreparedRouteCache)
        case redirect(PreparedRedirect)
        case respond(PreparedFixedResponse)
        case files(FilesPlan)
    }

    /// The route as the files describe it.
    package let plan: RoutePlan
    private let clientScope: ClientScope
    private let kind: Kind
    private let responseHeaders: PreparedHeaderChanges
    /// The parameters of the query that have credentials, which go nowhere.
    private let secretParameters: [String]

    init(_ plan: RoutePlan, in gateway: GatewayPlan, services: [Service]) {
        self.plan = plan
        clientScope = ClientScope(
            plan.layout, reads: plan.reads, path: plan.path, textOfQuery: plan.textOfQuery, in: gateway)
        responseHeaders = PreparedHeaderChanges(plan.responseHeaders)
        secretParameters = plan.access.secretParameters
        kind =
            switch plan.action {
            case .forward(let forward):
                Self.forwarding(
                    PreparedForward(
                        forward, path: plan.path, credentials: plan.access.credentials,
                        ownCookies: gateway.settings.ownCookies, services: services, in: gateway), forward.cache)
            case .redirect(let redirect): .redirect(PreparedRedirect(redirect, path: plan.path))
            case .respond(let response): .respond(PreparedFixedResponse(response))
            case .files(let files): .files(files)
            }
    }

    private static func forwarding(_ forward: PreparedForward, _ cache: CachePlan?) -> Kind {
        cache.map { .cached(forward, PreparedRouteCache($0)) } ?? .forward(forward)
    }

    /// Whether the route takes a request that has its method and path: whether its `when` holds.
    package func takes(_ request: ClientRequest) -> Bool {
        guard let condition = plan.condition else { return true }
        guard (try? clientScope.hasRawQuery(request)) != nil,
            let value = try? condition.evaluate(in: clientScope.scopeWithoutBody(for: request))
        else { return false }
        return value.isTruthy
    }

    /// What becomes of a request that the route takes.
    ///
    /// Everything is rendered here, so that nothing can go wrong with it any more when a service has been asked. What can't be rendered is
    /// answered with a problem: 400 where the client's request is to blame, else 500.
    ///
    /// - Parameters:
    ///   - request: the client's; its body is not read.
    ///   - path: its path as it was sent, percent-encoded.
    ///   - chance: a number from 0 to 1, another one each time it is called.
    /// - Returns: what to send where, or the response.
    package func action(on request: ClientRequest, path: Substring, chance: () -> Double) -> Action {
        do throws(ClientScope.UnreadableParameter) {
            _ = try clientScope.hasRawQuery(request)
        } catch {
            return .respond(.unreadable(error, request: request))
        }
        do throws(RenderingFailure) {
            return try action(
                on: request, path: RawPath(path), scope: clientScope.scopeWithoutBody(for: request), chance: chance)
        } catch {
            return .respond(.unrendered(error, request: request))
        }
    }

    private func action(
        on request: ClientRequest, path: RawPath, scope: Scope, chance: () -> Double
    ) throws(RenderingFailure) -> Action {
        var response: ComposedResponse?
        let query = QueryList.query(request.query, without: secretParameters)
        switch kind {
        case .forward(let forward), .cached(let forward, _):
            if let defect = forward.defect(of: path, query: query) {
                return .respond(.refusedPath(defect, requestID: request.id))
            }
            let forwarded = try forward.request(
                request, path: path, query: query, scope: scope,
                responseHeaders: try responseHeaders.rendered(in: scope), chance: chance)
            if let forwarded {
                guard case .cached(_, let cache) = kind else { return .forward(forwarded) }
                return .cached(try cache.forward(forwarded, scope: scope))
            }
        case .redirect(let redirect):
            response = try redirect.response(in: scope, path: path, query: query)
            guard response != nil else {
                return .respond(
                    .refusedPath("It would redirect to another host than is meant.", requestID: request.id))
            }
        case .respond(let fixed):
            response = fixed.response(in: scope)
        case .files(let files):
            return .file(
                FileTarget(
                    plan: files, segmentsBefore: plan.path.segments.count,
                    responseHeaders: try responseHeaders.rendered(in: scope)))
        }
        // No service has the point of the request: the plan is not one that the compiler makes.
        guard var response else { throw RenderingFailure("no service has a share of it") }
        try responseHeaders.rendered(in: scope).apply(to: &response.headers)
        return .respond(response)
    }
}

extension ComposedResponse {
    /// 400: the path of a request is not one that a route passes on.
    fileprivate static func refusedPath(_ detail: String, requestID: String) -> ComposedResponse {
        ComposedResponse(
            ProblemDetails(status: 400, title: "Malformed path", detail: detail), requestID: requestID)
    }

    /// 400 or 500: a text of a route can't be made for this request.
    fileprivate static func unrendered(_ failure: RenderingFailure, request: ClientRequest) -> ComposedResponse {
        ComposedResponse(
            ProblemDetails(
                status: failure.isClientsMistake ? 400 : 500,
                title: failure.isClientsMistake ? "The request can't be forwarded" : "A route can't be served",
                detail: "This request can't be served: \(failure.message)."),
            requestID: request.id)
    }
}
