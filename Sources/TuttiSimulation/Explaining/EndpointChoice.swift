internal import HTTPTypes
internal import TuttiExpressions
package import TuttiPlan
internal import TuttiRouting

/// Which endpoint a person means who writes `GET /profile/7`, or `GET /profile/{id}`.
package enum EndpointChoice: Sendable, Hashable {
    /// The endpoint with that index.
    case found(Int)
    /// None; why, and which there are.
    case notFound(message: String)

    /// The endpoint that answers a request, of which the query doesn't matter.
    package init(_ request: String, in plan: GatewayPlan) {
        let parts = request.split(whereSeparator: \.isWhitespace).map(String.init)
        guard parts.count == 2, let method = HTTPRequest.Method(parts[0].uppercased()), parts[1].hasPrefix("/") else {
            self = .notFound(message: "`\(request)` is no request; write a method and a path, like 'GET /profile/7'")
            return
        }
        let path = parts[1].prefix { $0 != "?" }
        // The name of a parameter in braces is as good a value as any.
        if let (index, _) = Router(plan).endpoint(for: method, path: path) {
            self = .found(index)
        } else {
            self = .notFound(message: Self.message(method, path, plan))
        }
    }

    private static func message(_ method: HTTPRequest.Method, _ path: Substring, _ plan: GatewayPlan) -> String {
        let others = plan.endpoints.filter { endpoint in
            Router([(endpoint.method, endpoint.path)]).endpoint(for: endpoint.method, path: path) != nil
        }.map(\.name)
        let near = plan.endpoints.map { (name: $0.name, like: "\($0.method.rawValue) \($0.path.filled(from: path))") }
        let nearest = NearestName.to("\(method.rawValue) \(path)", among: near.map(\.like))
        let meant = others.first ?? near.first { $0.like == nearest }?.name
        let suggestion = meant.map { "; did you mean `\($0)`?" } ?? ""
        let names = plan.endpoints.map { "\n  \($0.name)" }.joined()
        return "no endpoint answers \(method.rawValue) \(path)\(suggestion)"
            + (names.isEmpty ? "; there are none" : "\nthere are:" + names)
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
        return filled.isEmpty ? "/" : filled.joined()
    }
}
