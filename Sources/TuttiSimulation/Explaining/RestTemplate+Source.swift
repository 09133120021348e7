internal import TuttiPlan

extension RestTemplate {
    /// `/v2/orders/{path.rest}`.
    var source: String { text.source + (endsInRest ? "{path.\(PathPattern.restName)}" : "") }
}
