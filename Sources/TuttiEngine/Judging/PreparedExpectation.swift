internal import TuttiJSON
internal import TuttiPlan
internal import TuttiSchema

/// What the responses of a call must be like.
///
/// A class: calls without one ask for nothing but a reference, and a cached response can say what it was checked by.
final class PreparedExpectation: Sendable {
    private let schema: JSONSchema
    /// Whether the call fails where a response doesn't fit; otherwise that is counted and logged.
    let fails: Bool

    init(_ plan: ResponseExpectation) {
        (schema, fails) = (plan.schema, plan.fails)
    }

    /// What is wrong with a response, in words of at most a few hundred characters; nil where it fits.
    func fault(of value: JSONValue) -> String? {
        let faults: [SchemaFault]
        if case .node(let node) = value {
            faults = schema.faults(in: node.document, at: node.place)
        } else {
            // An empty body is null.
            guard let document = try? JSONDocument(parsing: value.jsonBytes) else { return nil }
            faults = schema.faults(in: document)
        }
        return faults.first.map { $0.pointer.isEmpty ? $0.detail : "\($0.pointer) \($0.detail)" }
    }

    /// Whether a cached response is of use: it fits, or was found to do so before, or that is only asked to warn.
    func takes(_ kept: CachedResponse) -> Bool {
        !fails || kept.isFallback || kept.checkedBy === self || fault(of: kept.value) == nil
    }
}
