internal import HTTPTypes
internal import TuttiPlan

/// Finds endpoints that answer the same requests.
struct RouteConflicts {
    let diagnostics: DiagnosticCollector

    /// Two endpoints are in conflict when their methods and the shapes of their paths are equal: `/a/{x}` and `/a/{y}`.
    func check(_ endpoints: [EndpointReader.Result]) {
        var first: [Shape: EndpointReader.Result] = [:]
        for endpoint in endpoints {
            let shape = Shape(
                method: endpoint.plan.method.rawValue,
                segments: endpoint.plan.path.segments.map { segment in
                    if case .literal(let text) = segment { text } else { nil }
                })
            guard let other = first[shape] else {
                first[shape] = endpoint
                continue
            }
            diagnostics.error(
                .conflictingEndpoint, at: endpoint.span,
                "`\(endpoint.plan.method.rawValue) \(endpoint.plan.path)` is answered by another endpoint already",
                help: "give one of them another path, or remove it", related: [("the other one", other.span)])
        }
    }

    private struct Shape: Hashable {
        let method: String
        /// Nil for a parameter.
        let segments: [String?]
    }
}
