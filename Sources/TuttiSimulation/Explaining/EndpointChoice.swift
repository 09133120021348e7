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
        var routes: [Int] = []
        var endpoint: Int?
        // The name of a parameter in braces is as good a value as any.
        if let decoded = try? DecodedPath(path) {
            let match = Router(plan).match(method, decoded) { route, _ in
                routes.append(route)
                return false
            }
            switch match {
            case .endpoint(let index, _): endpoint = index
            case .route(let index, _, _): routes.append(index)
            case .otherMethods, .notFound: break
            }
        }
        guard endpoint != nil || !routes.isEmpty else {
            self = .notFound(message: Self.message(method, path, plan))
            return
        }
        self = .found(endpoint: endpoint, routes: routes)
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
