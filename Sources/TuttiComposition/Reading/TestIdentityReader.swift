internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// Reads who the client of a test is: `auth` and `claims`.
struct TestIdentityReader {
    let gateway: GatewayReader.Result
    let document: TestedDocument
    let diagnostics: DiagnosticCollector

    /// Who it is; nil for nobody, and after a mistake.
    func identity(_ mapping: MappingReader) -> Identity? {
        let way = mapping[StepKeys.auth].flatMap { ScalarReader(diagnostics: diagnostics).text($0, "`auth`") }
        let claims = mapping[StepKeys.claims]
        guard let span = way?.span ?? mapping.keySpan(StepKeys.claims), way != nil || claims != nil else { return nil }
        let ways = gateway.settings.ways
        let names = document.access.ways.map { ways[$0].name }
        guard let first = names.first else {
            if gateway.isComplete, !diagnostics.hasErrors {
                diagnostics.error(
                    .unknownWay, at: span, "this \(document.kind.rawValue) asks nobody who it is", help: "remove it")
            }
            return nil
        }
        if let way, !names.contains(way.text) {
            diagnostics.error(
                .unknownWay, at: way.span, "this \(document.kind.rawValue) has no `\(way.text)` in its `auth`",
                help: Suggestion.help(for: way.text, among: names, called: "its ways"))
        }
        var value: JSONValue = .object(JSONObject())
        if let claims {
            guard case .mapping = claims.content else {
                if !claims.isBroken {
                    diagnostics.error(
                        .wrongType, at: claims.span, "`claims` must be a mapping, not \(claims.kindInWords)",
                        help: "write it like `{ sub: acme, plan: gold }`")
                }
                return nil
            }
            value = claims.literal(diagnostics)
        }
        let subject = value.members.first { $0.name == "sub" }?.value.string
        return Identity(way: way?.text ?? first, subject: subject, claims: value)
    }
}
