internal import TuttiExpressions
internal import TuttiPlan

/// A ``RestTemplate``, taken apart when the files are loaded.
struct PreparedRestTemplate: Sendable {
    private let text: TargetTemplate
    private let endsInRest: Bool
    /// How many segments stand in front of the rest of a path that the route takes.
    private let segments: Int

    /// A template of a route with that path.
    init(_ template: RestTemplate, path: PathPattern) {
        text = TargetTemplate(template.text, parameters: [], object: nil, joinsValues: false)
        endsInRest = template.endsInRest
        segments = path.segments.count
    }

    /// The text for a request with this path.
    func rendered(in scope: Scope, path: RawPath) throws(RenderingFailure) -> String {
        let start = try text.render(in: scope)
        guard endsInRest else { return start }
        let rest = path.dropping(segments)
        let whole = start.dropLast() + rest
        return whole.isEmpty ? "/" : String(whole)
    }
}
