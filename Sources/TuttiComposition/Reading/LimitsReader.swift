internal import TuttiExpressions
internal import TuttiPlan

/// Reads `limits`: those of gateway.yaml by name, and the ones that hold for an endpoint, a route or all of them.
struct LimitsReader {
    /// A limit of gateway.yaml.
    struct Named {
        /// The limit; nil for one with a mistake.
        let plan: LimitPlan?
        /// The parameters of the path that it reads by name.
        let parameters: [String]
    }

    /// What `env` of gateway.yaml lists; nil when that could not be read.
    let environmentNames: Set<String>?
    /// Why `claims` is always null; nil where clients may show who they are.
    let lackOfClaims: (message: String, help: String)?
    let diagnostics: DiagnosticCollector

    /// The limits of gateway.yaml.
    func named(_ node: YAMLNode) -> [String: Named] {
        guard case .mapping(let members) = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`limits` must be a mapping, not \(node.kindInWords)",
                    help: "each limit under its name: `limits: { per-address: { rate: 600/m, by: client.address } }`")
            }
            return [:]
        }
        let table = LimitKeys.table
        // Whoever leaves the name out is told so once, and not of each key.
        if let key = members.first(where: { table.contains($0.key.text) })?.key {
            diagnostics.error(
                .invalidName, at: key.span,
                "`\(key.text)` can't be the name of a limit: a limit has a key of this name",
                help: "limits have names: `limits: { per-address: { rate: 600/m, by: client.address } }`")
            return Dictionary(members.map { ($0.key.text, Named(plan: nil, parameters: [])) }) { first, _ in first }
        }
        var limits: [String: Named] = [:]
        for member in members {
            let name = member.key.text
            guard !name.isEmpty, name.utf8.allSatisfy({ Identifier.continues($0) || $0 == 0x2D || $0 == 0x2E }) else {
                diagnostics.error(
                    .invalidName, at: member.key.span, "`\(name)` can't be the name of a limit",
                    help: "letters, digits, `-`, `_` and `.`")
                continue
            }
            let scope = scope(parameters: nil)
            let plan = LimitReader(scope: scope, diagnostics: diagnostics).limit(member.value, name: name)
            limits[name] = Named(plan: plan, parameters: scope.usedParameters.sorted())
        }
        return limits
    }

    /// The limits that a list names or writes out; those with a mistake are left out.
    ///
    /// - Parameters:
    ///   - node: the list.
    ///   - limits: those of gateway.yaml.
    ///   - isComplete: whether there are no others.
    ///   - owner: what a limit that is written out belongs to.
    ///   - parameters: those of its path; nil where they aren't known.
    ///   - shapes: what a limit that is written out reads, by slot, where that has types; nil for text.
    ///   - used: is told of the parameters that are read.
    /// - Returns: the limits, in the order of the list.
    func limits(
        _ node: YAMLNode, from limits: [String: Named], isComplete: Bool, owner: String, parameters: [String]?,
        shapes: [ValueShape]? = nil, used: (Set<String>) -> Void
    ) -> [LimitPlan] {
        guard case .sequence(let elements) = node.content else {
            if !node.isBroken {
                diagnostics.error(
                    .wrongType, at: node.span, "`limits` must be a list, not \(node.kindInWords)",
                    help: "write it like `[per-address]` or `[{ rate: 20/s, by: client.address }]`")
            }
            return []
        }
        var plans: [LimitPlan] = []
        for element in elements {
            if case .mapping = element.content {
                let scope = scope(parameters: parameters)
                let plan = LimitReader(scope: scope, diagnostics: diagnostics)
                    .limit(element, name: nil, owner: owner, taken: Set(plans.map(\.name)), shapes: shapes)
                used(scope.usedParameters)
                if let plan { plans.append(plan) }
                continue
            }
            guard let name = ScalarReader(diagnostics: diagnostics).text(element, "a limit") else { continue }
            guard let named = limits[name.text] else {
                if isComplete { reportUnknown(name, limits) }
                continue
            }
            guard let plan = named.plan else { continue }
            if plans.contains(where: { $0.id == plan.id }) {
                diagnostics.error(
                    .duplicateKey, at: name.span, "`\(name.text)` is there already", help: "remove one of the two")
                continue
            }
            used(Set(named.parameters))
            if plan.needsIdentity, let lackOfClaims {
                diagnostics.error(
                    .unknownName, at: name.span, "`\(name.text)` reads `claims`: " + lackOfClaims.message,
                    help: lackOfClaims.help)
                continue
            }
            if let parameters, let missing = named.parameters.first(where: { !parameters.contains($0) }) {
                diagnostics.error(
                    .unknownName, at: name.span,
                    "`\(name.text)` reads `path.\(missing)`, and this path has no `{\(missing)}`",
                    help: "write a limit of its own here: `{ rate: …, by: … }`")
                continue
            }
            plans.append(plan)
        }
        return plans
    }

    private func scope(parameters: [String]?) -> EndpointScope {
        let scope = EndpointScope(
            owner: .limit, callNames: [], parameters: parameters, environmentNames: environmentNames)
        scope.lackOfClaims = lackOfClaims
        return scope
    }

    private func reportUnknown(_ name: YAMLScalar, _ limits: [String: Named]) {
        diagnostics.error(
            .unknownPolicy, at: name.span, "gateway.yaml has no limit `\(name.text)` in `limits`",
            help: limits.isEmpty
                ? "write it there: `limits: { \(name.text): { rate: 600/m, by: client.address } }`"
                : Suggestion.help(for: name.text, among: limits.keys.sorted(), called: "its limits"))
    }
}
