internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiPlan

/// Reads `health` of a service.
struct HealthReader {
    let diagnostics: DiagnosticCollector
    /// Reads `headers`, as those of a service are read.
    let headers: (YAMLNode) -> [HTTPField]

    /// The checks with the default of each key that isn't given; nil after a mistake.
    func checks(_ node: YAMLNode) -> HealthCheckPlan? {
        let errors = diagnostics.errorCount
        guard let mapping = MappingReader(node, HealthKeys.table, diagnostics) else { return nil }
        let every = mapping.valueOrDefault(HealthKeys.every)
        let timeout = mapping.valueOrDefault(HealthKeys.timeout)
        let fall = mapping.valueOrDefault(HealthKeys.fall)
        let rise = mapping.valueOrDefault(HealthKeys.rise)
        let headers = mapping[HealthKeys.headers].map(self.headers) ?? []
        guard let probe = probe(mapping), diagnostics.errorCount == errors, let every, let timeout, let fall, let rise
        else { return nil }
        return HealthCheckPlan(
            probe: probe, every: every, timeout: timeout, fall: fall, rise: rise, headers: headers)
    }

    private func probe(_ mapping: MappingReader) -> HealthCheckPlan.Probe? {
        let isTCP = mapping.valueOrDefault(HealthKeys.tcp)
        let statuses = mapping[HealthKeys.status].map(statuses) ?? [200...299]
        let body = mapping[HealthKeys.expect].flatMap(expression)
        guard let isTCP else { return nil }
        if let node = mapping[HealthKeys.get] {
            if isTCP, let span = mapping.keySpan(HealthKeys.tcp) {
                diagnostics.error(
                    .wrongType, at: span, "a check sends a request by `get` or opens a connection by `tcp`, not both",
                    help: "remove one of the two")
            }
            return path(node).map {
                .get($0, HealthCheckPlan.Expectation(statuses: statuses, body: body))
            }
        }
        guard isTCP else {
            if !mapping.has(HealthKeys.get) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "`health` doesn't say what a check does",
                    help: "name a path, `{ get: /health }`, or write `{ tcp: true }` to open a connection only")
            }
            return nil
        }
        for key in HealthKeys.ofRequests {
            guard let span = mapping.keySpan(key) else { continue }
            diagnostics.error(
                .unknownKey, at: span, "`\(key.name)` goes with `get`: a check by `tcp` sends no request",
                help: "remove it, or write `get: /health` in place of `tcp`")
        }
        return .tcp
    }

    /// `/health`, `/health?deep=1`.
    private func path(_ node: YAMLNode) -> String? {
        guard let scalar = ScalarReader(diagnostics: diagnostics).text(node, "`get`") else { return nil }
        let text = scalar.text
        func fail(_ message: String, help: String) -> String? {
            diagnostics.error(.invalidPath, at: scalar.span, message, help: help)
            return nil
        }
        guard text.hasPrefix("/") else {
            let path = text.firstRange(of: "://").map { text[$0.upperBound...].drop { $0 != "/" } } ?? "/\(text)"
            return fail(
                "the path of a check begins with `/`: it goes to each instance",
                help: "write `get: \(path.isEmpty ? "/" : path)`")
        }
        guard text.utf8.allSatisfy({ AddressReader.isPathByte($0) || $0 == UInt8(ascii: "?") }) else {
            return fail(
                "`\(text)` has characters that no path has", help: "encode them: a space is `%20`; there is no fragment"
            )
        }
        let path = text.prefix { $0 != "?" }
        if let problem = PathProblem.first(in: Array(path.utf8)) { return fail(problem.message, help: problem.help) }
        guard !PathProblem.hasDotSegment(path) else {
            return fail("the path of a check can't have the segments `.` and `..`", help: "write the path out")
        }
        return text
    }

    private func statuses(_ node: YAMLNode) -> [ClosedRange<Int>] {
        let parts: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
        if parts.isEmpty {
            diagnostics.error(
                .invalidStatus, at: node.span, "`status` names nothing, so that no check would be good",
                help: "remove it, or write `[200, 204]`")
        }
        return parts.compactMap { part in
            guard let scalar = ScalarReader(diagnostics: diagnostics).text(part, "a status") else { return nil }
            if let range = StatusPolicyReader.range(scalar.text) { return range }
            diagnostics.error(
                .invalidStatus, at: scalar.span, "`\(scalar.text)` is not a status: 200 to 599",
                help: "write `200`, `200-299`, `2xx`, or a list: `[200, 204]`")
            return nil
        }
    }

    /// `body.status == 'up'`.
    private func expression(_ node: YAMLNode) -> Expression? {
        guard let scalar = node.scalar, scalar.kind == .text else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`expect` must be an expression, not \(node.kindInWords)",
                    help: "it says what must be true of the response: `body.status == 'up'`")
            }
            return nil
        }
        let scope = EndpointScope(owner: .check, callNames: [], parameters: nil, environmentNames: nil)
        var uses: [CallUse] = []
        let bound = ExpressionCompiler(scope: scope, diagnostics: diagnostics).compile(scalar, into: &uses)
        scope.reportUnknownNames(to: diagnostics)
        guard bound != nil else { return nil }
        guard scope.reads.contains(.body) else {
            diagnostics.error(
                .invalidExpression, at: scalar.span, "this says nothing of the response, which is `body`",
                help: "write it like `body.status == 'up'`")
            return nil
        }
        // As it was parsed: a check has no document whose slots it could read.
        return try? Expression(parsing: scalar.text)
    }
}
