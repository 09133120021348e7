internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan

/// Finds endpoints and routes that would never get a request, because another one takes the same requests and goes before.
///
/// Only patterns of the same shape can do that, `/a/{x}` and `/a/{y}`: whatever more specific ones there are, some path fits none of them.
struct PathConflicts {
    /// Where the conflicts are reported.
    let diagnostics: DiagnosticCollector

    /// Reports the conflicts among what the files describe.
    func check(
        _ endpoints: [EndpointReader.Result], _ routes: [RouteReader.Result], besides own: [SessionReader.OwnPath]
    ) {
        if !own.isEmpty {
            let lines: [(path: PathPattern, span: SourceSpan, code: DiagnosticCode)] =
                endpoints.map { ($0.line.path, $0.line.span, .conflictingEndpoint) }
            check(lines + routes.map { ($0.line.path, $0.line.span, .conflictingRoute) }, besides: own)
        }
        var first: [Shape: EndpointReader.Result] = [:]
        for endpoint in endpoints {
            let shape = Shape(endpoint.line.method, endpoint.line.path)
            guard let other = first[shape] else {
                first[shape] = endpoint
                continue
            }
            diagnostics.error(
                .conflictingEndpoint, at: endpoint.line.span,
                "`\(endpoint.line.method.rawValue) \(endpoint.line.path)` is answered by another endpoint already",
                help: "give one of them another path (`{x}` and `{y}` are the same pattern), or remove it",
                related: [("the other one", other.line.span)])
        }
        check(routes, besides: first)
    }

    private func check(
        _ lines: [(path: PathPattern, span: SourceSpan, code: DiagnosticCode)], besides own: [SessionReader.OwnPath]
    ) {
        for line in lines {
            guard let path = own.first(where: { $0.path == line.path.description }) else { continue }
            diagnostics.error(
                line.code, at: line.span, "`\(path.path)` never gets here: the gateway serves it itself, for `session`",
                help: "give one of them another path", related: [("the session's", path.span)])
        }
    }

    private func check(_ routes: [RouteReader.Result], besides endpoints: [Shape: EndpointReader.Result]) {
        var earlier: [Shape: [RouteReader.Result]] = [:]
        for route in routes {
            let line = route.line
            // A HEAD is a GET, unless there is an endpoint for HEAD.
            let methods: [HTTPRequest.Method] = line.method.map { $0 == .head ? [.head, .get] : [$0] } ?? []
            if let endpoint = methods.lazy.compactMap({ endpoints[Shape($0, line.path)] }).first {
                diagnostics.error(
                    .conflictingRoute, at: line.span,
                    "`\(line.name)` never gets a request: an endpoint takes them, and goes before routes of the same path",
                    help: "give one of them another path, or remove it", related: [("the endpoint", endpoint.line.span)]
                )
                continue
            }
            let shape = Shape(line.method, line.path)
            let same = earlier[shape, default: []].first { $0.condition == route.condition }
            // Null stands for a condition that could not be read.
            if let same, route.condition != .constant(.null) {
                diagnostics.error(
                    .conflictingRoute, at: line.span,
                    "`\(line.name)` never gets a request: another route takes the same ones, and stands before it",
                    help:
                        "give one of them another path (`{x}` and `{y}` are the same pattern), a method or a `when`, or remove it",
                    related: [("the other one", same.line.span)])
            }
            earlier[shape, default: []].append(route)
        }
    }

    private struct Shape: Hashable {
        let method: String?
        /// Parameters without their names.
        let path: PathPattern

        init(_ method: HTTPRequest.Method?, _ path: PathPattern) {
            self.method = method?.rawValue
            let segments = path.segments.map { segment in
                guard case .parameter(_, let prefix, let suffix) = segment else { return segment }
                return PathPattern.Segment.parameter("", prefix: prefix, suffix: suffix)
            }
            self.path = PathPattern(segments, hasRest: path.hasRest)
        }
    }
}
