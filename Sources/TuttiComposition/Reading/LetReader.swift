internal import TuttiPlan

/// Reads `let` of an endpoint: values under names.
struct LetReader {
    let values: ValueCompiler
    let callNames: [String]
    let diagnostics: DiagnosticCollector

    /// A value as far as it could be read, and what it reads.
    struct Result {
        let key: YAMLScalar
        let value: ValueTemplate
        var uses: [CallUse]
    }

    /// More values than this help nobody.
    static let mostValues = 100

    /// The members of `let`, the names of which have to be known before anything is compiled.
    static func members(_ node: YAMLNode?, _ diagnostics: DiagnosticCollector) -> [YAMLMember] {
        guard let node, !node.isBroken else { return [] }
        guard case .mapping(let members) = node.content else {
            diagnostics.error(
                .wrongType, at: node.span, "`let` must be a mapping, not \(node.kindInWords)",
                help: "name the values: `let: { total: \"sum(orders[].total)\" }`")
            return []
        }
        guard members.count <= mostValues else {
            diagnostics.error(
                .tooManyCalls, at: members[mostValues].key.span,
                "an endpoint has at most \(mostValues) values under `let`",
                help: "part it into several endpoints")
            return Array(members.prefix(mostValues))
        }
        return members
    }

    func value(_ member: YAMLMember) -> Result {
        check(member.key)
        var uses: [CallUse] = []
        let value = values.compile(member.value, into: &uses)
        return Result(key: member.key, value: value, uses: uses)
    }

    private func check(_ key: YAMLScalar) {
        if EndpointKeys.reservedNames.contains(key.text) {
            values.expressions.scope.mention(key.text)
            diagnostics.error(
                .reservedName, at: key.span,
                "`\(key.text)` can't be the name of a value: expressions read something else by it",
                help: "names in use are " + EndpointKeys.reservedNames.map { "`\($0)`" }.joined(separator: ", "))
        } else if callNames.contains(key.text) {
            values.expressions.scope.mention(key.text)
            diagnostics.error(
                .reservedName, at: key.span, "`\(key.text)` is the name of a call already",
                help: "give the value another name")
        } else if !Identifier.isValid(key.text) {
            diagnostics.error(
                .invalidName, at: key.span,
                "`\(key.text)` can't be the name of a value: letters, digits and `_`, no digit first",
                help: Identifier.repaired(key.text).flatMap { $0 == key.text ? nil : "did you mean `\($0)`?" })
        }
    }
}
