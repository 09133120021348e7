internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

/// Reads `otherwise`: a value, `stale`, `{stale: 10m}`, or a list that begins with one of the latter two and goes on with values.
///
/// A call that a fallback reads need not have a result: the fallback is still computed.
struct FallbackReader {
    let calls: CallReader

    func ladder(_ node: YAMLNode, of call: CallDraft, _ uses: inout [CallUse]) -> [Fallback] {
        if let stale = stale(node, of: call, mayBeMistyped: true) { return [stale] }
        guard case .sequence(let elements) = node.content, let first = elements.first else {
            return [.value(value(node, &uses))]
        }
        guard let stale = stale(first, of: call, mayBeMistyped: true) else {
            // A list of values is one value. With `stale` further back it can only be meant as fallbacks to try in order.
            guard let late = elements.dropFirst().first(where: { self.stale($0, of: call) != nil }) else {
                if elements.allSatisfy({ wrapped($0) != nil }) {
                    calls.diagnostics.warning(
                        .listOfFallbacks, at: node.span,
                        "this list is one value: an array of objects that have a member `value`",
                        help: "give the value alone; only behind `stale` is a list tried one by one")
                }
                return [.value(value(node, &uses))]
            }
            calls.scope.mention(node)
            calls.diagnostics.error(
                .wrongType, at: late.span, "`stale` stands first in a list",
                help: "write `[stale, { value: … }]`: what stands behind it is tried when there is no old response")
            return []
        }
        var ladder = [stale]
        for element in elements.dropFirst() {
            if self.stale(element, of: call) != nil {
                calls.diagnostics.error(
                    .wrongType, at: element.span, "`stale` stands first, and once", help: "remove it here")
                continue
            }
            ladder.append(.value(value(element, &uses)))
        }
        return ladder
    }

    /// `{value: …}` means what is under it.
    private func value(_ node: YAMLNode, _ uses: inout [CallUse]) -> ValueTemplate {
        var read: [CallUse] = []
        let template = calls.values.compile(wrapped(node) ?? node, into: &read)
        uses += read.map { CallUse(call: $0.call, copesWithNull: true, span: $0.span, name: $0.name) }
        return template
    }

    /// What is under the only key `value`; nil for any other node.
    private func wrapped(_ node: YAMLNode) -> YAMLNode? {
        guard case .mapping(let members) = node.content, members.count == 1, let only = members.first,
            only.key.text == "value"
        else { return nil }
        return only.value
    }

    private func isMistyped(_ scalar: YAMLScalar) -> Bool {
        let names = calls.scope.allNames
        return Identifier.isValid(scalar.text) && scalar.kind == .text && !names.contains(scalar.text)
            && NearestName.to(scalar.text, among: names + ["stale"]) == "stale"
    }

    /// The last good response; nil for any other value.
    ///
    /// With `mayBeMistyped`, a word that is nearly `stale` is reported and read as `stale`.
    private func stale(_ node: YAMLNode, of call: CallDraft, mayBeMistyped: Bool = false) -> Fallback? {
        var bound: TimeSpan?
        switch node.content {
        case .scalar(let scalar):
            guard calls.scope.index(of: scalar.text) == nil else { return nil }
            if scalar.text != "stale" {
                guard mayBeMistyped, isMistyped(scalar) else { return nil }
                calls.diagnostics.error(
                    .unknownName, at: scalar.span, "there is nothing called `\(scalar.text)`",
                    help: "did you mean `stale`?; text is written `'\(scalar.text)'`")
            }
        case .mapping(let members):
            // An object with a member `stale` is built where the value is no duration.
            guard members.count == 1, let only = members.first, only.key.text == "stale",
                let scalar = only.value.scalar,
                scalar.text.first?.isNumber == true
            else { return nil }
            bound = calls.scalars.duration(only.value, "`stale`")
        case .sequence: return nil
        }
        if !call.isSafe {
            calls.diagnostics.error(
                .staleNotAllowed, at: node.span,
                "`stale` is for `get` and `head`: an old response would say that a `\(call.method.rawValue.lowercased())` was done",
                help: "give a value: `otherwise: { done: false }`")
        }
        return .stale(atMost: bound)
    }
}
