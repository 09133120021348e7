internal import TuttiExpressions
internal import TuttiPlan

/// Reads `services` of a test: what each service does.
struct ScriptReader {
    let gateway: GatewayReader.Result
    let diagnostics: DiagnosticCollector

    private var responses: ServiceResponseReader { ServiceResponseReader(diagnostics: diagnostics) }

    /// The scripts by index of the service.
    func services(_ node: YAMLNode) -> [Int: ServiceScript] {
        guard case .mapping(let members) = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span,
                    "`services` must be a mapping of services to what they answer, not \(node.kindInWords)",
                    help: "write it like `{ orders: timeout }`")
            }
            return [:]
        }
        var scripts: [Int: ServiceScript] = [:]
        for member in members {
            let script = script(member, gateway.indices[member.key.text])
            if let index = gateway.indices[member.key.text] {
                scripts[index] = script
            } else if gateway.isComplete {
                diagnostics.error(
                    .unknownService, at: member.key.span, "gateway.yaml has no service `\(member.key.text)`",
                    help: Suggestion.help(
                        for: member.key.text, among: gateway.services.map(\.name), called: "services"))
            }
        }
        return scripts
    }

    private func script(_ member: YAMLMember, _ service: Int?) -> ServiceScript? {
        guard case .mapping(let requests) = member.value.content, requests.contains(where: Self.isRequest) else {
            let always = responses.responses(member.value)
            return always.isEmpty ? nil : ServiceScript(always: always)
        }
        let rules = requests.compactMap { request -> ServiceScript.Rule? in
            let responses = responses.responses(request.value)
            guard let pattern = pattern(request.key, service), !responses.isEmpty else { return nil }
            return ServiceScript.Rule(pattern, responses)
        }
        return ServiceScript(rules: rules)
    }

    /// Whether a key is meant as a request; in a mapping without one, all keys are those of a response.
    private static func isRequest(_ member: YAMLMember) -> Bool {
        let text = member.key.text
        return text == "*" || text.contains("/") || text.contains(" ") || EndpointLineReader.methods.contains(text)
    }

    private func pattern(_ key: YAMLScalar, _ service: Int?) -> RequestPattern? {
        if key.text.contains("://"), !key.text.contains(" ") { return instance(key, service) }
        guard !ServiceResponseKeys.table.contains(key.text) else {
            diagnostics.error(
                .invalidRequest, at: key.span, "`\(key.text)` of a response stands among requests",
                help: "put the response under its request: `\"GET /users/7\": { \(key.text): … }`")
            return nil
        }
        return RequestLineReader(diagnostics: diagnostics).pattern(key)
    }

    /// `http://10.0.0.7:8080`: all requests to that instance of the service.
    private func instance(_ key: YAMLScalar, _ service: Int?) -> RequestPattern? {
        let node = YAMLNode(content: .scalar(key), start: key.span)
        guard let meant = AddressReader(diagnostics: diagnostics).instance(node), let service,
            gateway.services.indices.contains(service)
        else { return nil }
        let plan = gateway.services[service]
        guard plan.instances.contains(where: { $0.origin == meant.origin }) else {
            diagnostics.error(
                .invalidRequest, at: key.span, "the service `\(plan.name)` has no instance `\(key.text)`",
                help: plan.instances.isEmpty
                    ? "write `*` for every request"
                    : "its instances: \(Suggestion.list(plan.instances.map(\.origin)))")
            return nil
        }
        return RequestPattern(instance: meant.origin)
    }
}
