internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// Reads `status` of an endpoint: `201`, an expression that gives a status, or `{ success: 201, partial: 206, user: { 404: 410 } }`.
struct StatusReader {
    let values: ValueCompiler
    let callNames: [String]
    let diagnostics: DiagnosticCollector

    /// What could be read.
    struct Result {
        var mapping = StatusMapping()
        /// Gives the status of a composed response; nil where it is fixed.
        var expression: Expression?
        /// Where that status stands; nil where it isn't given.
        var place: SourceSpan?
    }

    func status(_ node: YAMLNode, into uses: inout [CallUse]) -> Result {
        var result = Result()
        if let scalar = node.scalar, !scalar.text.isEmpty {
            let success = success(scalar, &result, &uses)
            result.mapping = StatusMapping(success: success ?? StatusMapping().success)
            return result
        }
        let reader = StatusMappingReader(callNames: callNames, diagnostics: diagnostics)
        var success: Int?
        result.mapping = reader.mapping(node) { scalar in
            success = self.success(scalar, &result, &uses)
            return success
        }
        return result
    }

    private func success(_ scalar: YAMLScalar, _ result: inout Result, _ uses: inout [CallUse]) -> Int? {
        guard !scalar.isBroken else { return nil }
        result.place = scalar.span
        if case .number = scalar.kind {
            if let status = StatusPolicyReader.status(scalar.text) { return status }
        } else if scalar.kind == .text {
            let node = YAMLNode(content: .scalar(scalar), start: scalar.span)
            let (errors, unknown) = (diagnostics.errorCount, values.expressions.scope.unknownNames.count)
            let template = values.compile(node, into: &uses)
            if diagnostics.errorCount > errors || values.expressions.scope.unknownNames.count > unknown { return nil }
            switch template {
            case .expression(let expression):
                result.expression = expression
                return nil
            case .constant(let value):
                if let status = value.number.flatMap({ StatusPolicyReader.status($0.text) }) { return status }
            default: break
            }
        }
        diagnostics.error(
            .invalidStatus, at: scalar.span, "`\(scalar.text)` is not a status: 200 to 599",
            help: "write a number, `201`, or an expression that gives one: ``order ? `201` : `200` ``")
        return nil
    }
}
