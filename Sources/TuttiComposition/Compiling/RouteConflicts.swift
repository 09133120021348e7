internal import HTTPTypes
internal import TuttiPlan

/// Finds endpoints that the same requests would go to.
struct RouteConflicts {
    /// Where the conflicts are reported.
    let diagnostics: DiagnosticCollector

    /// Two endpoints are in conflict when their methods and the shapes of their paths are equal: `/a/{x}` and `/a/{y}`,
    /// `/a/{x}.json` and `/a/{y}.json`.
    func check(_ endpoints: [EndpointReader.Result]) {
        var first: [Shape: EndpointReader.Result] = [:]
        for endpoint in endpoints {
            let shape = Shape(
                method: endpoint.line.method.rawValue,
                segments: endpoint.line.path.segments.map { segment in
                    guard case .parameter(_, let prefix, let suffix) = segment else { return segment }
                    return .parameter("", prefix: prefix, suffix: suffix)
                })
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
    }

    private struct Shape: Hashable {
        let method: String
        /// Parameters without their names.
        let segments: [PathPattern.Segment]
    }
}
