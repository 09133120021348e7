internal import HTTPTypes
internal import TuttiExpressions
package import TuttiPlan
internal import TuttiRouting

/// Which endpoint or routes a person means who writes `GET /profile/7`, or `GET /profile/{id}`.
package enum EndpointChoice: Sendable, Hashable {
    /// What takes the request: routes whose `when` decides, in the order in which they are asked, and behind them the endpoint or the
    /// route that takes it otherwise, if there is one.
    case found(endpoint: Int?, routes: [Int])
    /// None; why, and which there are.
    case notFound(message: String)

    /// What takes a request, of which the query doesn't matter.
    package init(_ request: String, in plan: GatewayPlan) {
        let parts = request.split(whereSeparator: \.isWhitespace).map(String.init)
        guard parts.count == 2, let method = HTTPRequest.Method(parts[0].uppercased()), parts[1].hasPrefix("/") else {
            self = .notFound(message: "`\(request)` is no request; write a method and a path, like 'GET /profile/7'")
            return
        }
        let path = parts[1].prefix { $0 != "?" }
        let decoded: DecodedPath
        do {
            // The name of a parameter in braces is as good a value as any.
            decoded = try DecodedPath(path)
        } catch {
            self = .notFound(message: Self.refused(method, path, error.message))
            return
        }
        let router = Router(plan)
        let taker = Taker(router, method, decoded)
        guard taker.endpoint != nil || !taker.routes.isEmpty else {
            self = .notFound(message: Self.message(method, path, plan))
            return
        }
        if let refusal = Self.refusal(taker, router, method, path, decoded, plan) {
            self = .notFound(message: Self.refused(method, path, refusal))
            return
        }
        self = .found(endpoint: taker.endpoint, routes: taker.routes)
    }

    /// What takes a request.
    private struct Taker {
        private(set) var endpoint: Int?
        /// The routes that may take it, in the order in which they are asked.
        private(set) var routes: [Int] = []

        init(_ router: Router, _ method: HTTPRequest.Method, _ path: DecodedPath) {
            var conditional: [Int] = []
            let match = router.match(method, path) { route, _ in
                conditional.append(route)
                return false
            }
            routes = conditional
            switch match {
            case .endpoint(let index, _): endpoint = index
            case .route(let index, _, _): routes.append(index)
            case .otherMethods, .notFound: break
            }
        }
    }

    /// Why a request is refused that routes alone may take; nil if any of them may take it.
    private static func refusal(
        _ taker: Taker, _ router: Router, _ method: HTTPRequest.Method, _ path: Substring, _ decoded: DecodedPath,
        _ plan: GatewayPlan
    ) -> String? {
        guard taker.endpoint == nil else { return nil }
        if let simplified = decoded.simplified, Taker(router, method, simplified).routes != taker.routes {
            return DecodedPath.ambiguity
        }
        var defect: RawPath.Defect?
        for route in taker.routes where plan.routes.indices.contains(route) {
            guard case .forward(let forward) = plan.routes[route].action,
                let found = RawPath(braceless(path)).defect(allowsEncodedSlashes: forward.allowsEncodedSlashes)
            else { return nil }
            defect = found
        }
        return defect?.message
    }

    /// The path with a letter for each brace: the name of a parameter stands for its value.
    private static func braceless(_ path: Substring) -> Substring {
        Substring(path.map { "{}*".contains($0) ? "x" : $0 })
    }

    private static func refused(_ method: HTTPRequest.Method, _ path: Substring, _ why: String) -> String {
        "\(method.rawValue) \(path) gets 400: \(why)"
    }

    private static func message(_ method: HTTPRequest.Method, _ path: Substring, _ plan: GatewayPlan) -> String {
        let patterns =
            plan.endpoints.map { (name: $0.name, method: $0.method, path: $0.path) }
            + plan.routes.map { (name: $0.name, method: $0.method ?? method, path: $0.path) }
        let others = patterns.filter { takes(path, $0.method, $0.path) }.map(\.name)
        let near = patterns.map { (name: $0.name, like: "\($0.method.rawValue) \($0.path.filled(from: path))") }
        let nearest = NearestName.to("\(method.rawValue) \(path)", among: near.map(\.like))
        let meant = others.first ?? near.first { $0.like == nearest }?.name
        let suggestion = meant.map { "; did you mean `\($0)`?" } ?? ""
        let names = patterns.map { "\n  \($0.name)" }.joined()
        return "no endpoint answers \(method.rawValue) \(path)\(suggestion)"
            + (names.isEmpty ? "; there are none" : "\nthere are:" + names)
    }

    private static func takes(_ path: Substring, _ method: HTTPRequest.Method, _ pattern: PathPattern) -> Bool {
        guard let path = try? DecodedPath(path) else { return false }
        let route = Router.RoutePattern(method: method, path: pattern, isConditional: false)
        return Router([], routes: [route]).match(method, path) != .notFound
    }
}

extension PathPattern {
    /// The path with the segments of another one in place of its parameters, as far as that goes.
    fileprivate func filled(from path: Substring) -> String {
        let given = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        let filled = segments.enumerated().map { place, segment in
            switch segment {
            case .literal(let text): "/" + text
            case .parameter(let name, let prefix, let suffix):
                "/" + (given.indices.contains(place) ? given[place] : "\(prefix){\(name)}\(suffix)")
            }
        }
        let rest = hasRest ? "/**" : ""
        return filled.isEmpty && !hasRest ? "/" : filled.joined() + rest
    }
}
