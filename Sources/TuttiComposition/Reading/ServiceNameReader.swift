internal import TuttiPlan

/// Reads the name of a service of gateway.yaml.
struct ServiceNameReader {
    let gateway: GatewayReader.Result
    let diagnostics: DiagnosticCollector
    /// Whether no client of the endpoint or the route shows a token that the service could get.
    var lacksToken = false

    /// A service by its index in the plan.
    typealias Service = (index: Int, plan: ServicePlan)

    /// The service of this name; nil if there is none, with a diagnostic where gateway.yaml could be read.
    func service(_ name: YAMLScalar) -> Service? {
        if let index = gateway.indices[name.text] {
            let service = gateway.services[index]
            if lacksToken, let credentials = service.credentials, credentials.needsClientToken { report(name) }
            return (index, service)
        }
        if gateway.isComplete {
            diagnostics.error(
                .unknownService, at: name.span, "gateway.yaml has no service `\(name.text)`",
                help: gateway.services.isEmpty
                    ? "it has none; list them there: `services: { users: { instances: [http://127.0.0.1:7001] } }`"
                    : Suggestion.help(for: name.text, among: gateway.services.map(\.name), called: "services"))
        }
        return nil
    }

    private func report(_ name: YAMLScalar) {
        diagnostics.error(
            .tokenMissing, at: name.span,
            "the service `\(name.text)` gets the token of the client, who shows none here",
            help: "name a way with tokens in `auth`: one of `jwt` or `introspection`")
    }
}
