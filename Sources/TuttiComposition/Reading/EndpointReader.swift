internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

/// Reads one endpoint document.
struct EndpointReader {
    let gateway: GatewayReader.Result
    let diagnostics: DiagnosticCollector

    /// More calls than this are no composition of one answer.
    private static let callLimit = 100

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// An endpoint as far as it could be read.
    struct Result {
        let plan: EndpointPlan
        /// The `endpoint:` line.
        let span: SourceSpan
    }

    /// The endpoint; nil if there is too little of it.
    ///
    /// In a damaged file nothing is said about what is not used.
    func endpoint(_ root: YAMLNode, isDamaged: Bool) -> Result? {
        if case .mapping(let members) = root.content, members.contains(where: { $0.key.text == "route" }) {
            reportRoute(members)
            return nil
        }
        guard let fields = MappingReader(root, .endpoint, diagnostics) else { return nil }
        let line = fields["endpoint"].flatMap { EndpointLineReader(diagnostics: diagnostics).line($0) }
        if !fields.has("endpoint") {
            diagnostics.error(
                .missingKey, at: root.start, "this document has no `endpoint`",
                help: "say what it answers: `endpoint: GET /profile/{id}`")
        }
        let summary = fields["summary"].flatMap { scalars.text($0, "`summary`")?.text }
        let deadline = fields["deadline"].flatMap { scalars.duration($0, "`deadline`") } ?? gateway.settings.deadline
        guard let members = calls(fields, root) else { return nil }
        let scope = EndpointScope(
            callNames: members.map(\.key.text), parameters: line?.parameters.map(\.name),
            environmentNames: gateway.isComplete ? gateway.environmentNames : nil)
        scope.hasBrokenExpressions = isDamaged
        for member in members { check(callName: member.key) }

        let reader = CallReader(gateway: gateway, deadline: deadline, scope: scope, diagnostics: diagnostics)
        var calls = members.map { reader.call($0) }
        let (response, shown) = response(fields["response"], members.map(\.key), scope)
        scope.reportUnknownNames(to: diagnostics)
        DependencyCheck(names: members.map(\.key), scope: scope, diagnostics: diagnostics)
            .run(&calls, shownByResponse: Set(shown.map(\.use.call)))
        checkParameters(line, scope)

        for index in calls.indices {
            calls[index].plan.inputs = Self.inputs(calls[index].uses)
            calls[index].plan.sections = Self.sections(of: index, shown)
        }
        guard let line else { return nil }
        let plan = EndpointPlan(
            method: line.method, path: line.path, summary: summary, deadline: deadline, layout: scope.layout,
            reads: scope.reads,
            calls: calls.map(\.plan), response: response, position: line.span.position)
        return Result(plan: plan, span: line.span)
    }

    private func reportRoute(_ members: [YAMLMember]) {
        for member in members where member.key.text == "route" {
            diagnostics.error(
                .notSupportedYet, at: member.key.span,
                "`route` is not supported yet: this version composes endpoints only",
                help: "remove the document")
        }
    }

    private func calls(_ fields: MappingReader, _ root: YAMLNode) -> [YAMLMember]? {
        let help = "name at least one: `calls: { user: { service: users, get: \"/users/{path.id}\" } }`"
        guard let node = fields["calls"] else {
            guard !fields.has("calls") else { return nil }
            diagnostics.error(
                .noCalls, at: fields.keySpan("endpoint") ?? root.start, "an endpoint needs `calls`", help: help)
            return nil
        }
        guard case .mapping(let members) = node.content else {
            if node.isBroken { return nil }
            if node.isNull {
                diagnostics.error(
                    .noCalls, at: fields.keySpan("calls") ?? node.span, "an endpoint needs `calls`", help: help)
            } else {
                diagnostics.error(
                    .wrongType, at: node.span, "`calls` must be a mapping, not \(node.kindInWords)",
                    help: "each call under its name")
            }
            return nil
        }
        guard !members.isEmpty else {
            diagnostics.error(.noCalls, at: node.span, "an endpoint needs `calls`", help: help)
            return nil
        }
        guard members.count <= Self.callLimit else {
            diagnostics.error(
                .tooManyCalls, at: members[Self.callLimit].key.span, "an endpoint has at most \(Self.callLimit) calls",
                help: "part it into several endpoints")
            return nil
        }
        return members
    }

    private func check(callName key: YAMLScalar) {
        if ScopeName(rawValue: key.text) != nil || key.text == "each" {
            diagnostics.error(
                .reservedName, at: key.span,
                "`\(key.text)` can't be the name of a call: expressions read something else by it",
                help: "names in use are "
                    + (ScopeName.allCases.map(\.rawValue) + ["each"]).map { "`\($0)`" }.joined(separator: ", "))
        } else if key.text == "null" || !Identifier.isValid(key.text) {
            diagnostics.error(
                .invalidName, at: key.span,
                "`\(key.text)` can't be the name of a call: letters, digits and `_`, no digit first",
                help: Identifier.repaired(key.text).flatMap { $0 == key.text ? nil : "did you mean `\($0)`?" })
        }
    }

    /// The answer; without `response` an object with each call under its own name.
    private func response(
        _ node: YAMLNode?, _ names: [YAMLScalar], _ scope: EndpointScope
    ) -> (ValueTemplate, [ValueCompiler.Use]) {
        let expressions = ExpressionCompiler(scope: scope, diagnostics: diagnostics)
        guard let node else {
            var members: [ValueTemplate.Member] = []
            var uses: [ValueCompiler.Use] = []
            for (index, key) in names.enumerated() {
                let use = CallUse(call: index, copesWithNull: false, span: key.span, name: key.text)
                uses.append(ValueCompiler.Use(use: use, pointer: JSONPointer(tokens: [key.text])))
                guard let value = expressions.reading(call: key.text) else { continue }
                members.append(ValueTemplate.Member(name: key.text, value: .expression(value)))
            }
            return (.object(members), uses)
        }
        var uses: [ValueCompiler.Use] = []
        let template = ValueCompiler(expressions: expressions).compile(node, into: &uses)
        return (template, uses)
    }

    private func checkParameters(_ line: EndpointLineReader.Line?, _ scope: EndpointScope) {
        guard let line, !scope.hasBrokenExpressions else { return }
        for parameter in line.parameters where !scope.usedParameters.contains(parameter.name) {
            diagnostics.warning(
                .unusedParameter, at: parameter.span, "nothing reads the parameter `{\(parameter.name)}`",
                help: "expressions read it as `path.\(parameter.name)`")
        }
    }

    /// One input for each call that is read; it copes with null if all its uses do.
    private static func inputs(_ uses: [CallUse]) -> [CallInput] {
        var inputs: [CallInput] = []
        for use in uses {
            if let index = inputs.firstIndex(where: { $0.call == use.call }) {
                inputs[index].copesWithNull = inputs[index].copesWithNull && use.copesWithNull
            } else {
                inputs.append(CallInput(call: use.call, copesWithNull: use.copesWithNull))
            }
        }
        return inputs
    }

    private static func sections(of call: Int, _ shown: [ValueCompiler.Use]) -> [JSONPointer] {
        var sections: [JSONPointer] = []
        for use in shown where use.use.call == call && !sections.contains(use.pointer) { sections.append(use.pointer) }
        return sections
    }
}
