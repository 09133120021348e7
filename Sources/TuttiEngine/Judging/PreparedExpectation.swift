internal import Synchronization
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiSchema

/// What the responses of a call must be like.
///
/// A class: calls without one ask for nothing but a reference.
final class PreparedExpectation: Sendable {
    private let schema: JSONSchema
    /// Whether the call fails where a response doesn't fit; otherwise that is counted and logged.
    let fails: Bool
    /// The name of the endpoint whose call it is.
    let endpoint: String
    /// The same for all calls with this schema, also after a reload: what a cached response was found to fit.
    let number: UInt64
    /// What is wrong with an empty body, which is null.
    private let faultOfNull: String?

    init(_ plan: ResponseExpectation, endpoint: String) {
        (schema, fails, self.endpoint) = (plan.schema, plan.fails, endpoint)
        var hasher = Hasher()
        hasher.combine(plan.schema.source.jsonBytes)
        number = UInt64(bitPattern: Int64(hasher.finalize()))
        faultOfNull = (try? JSONDocument(parsing: Array("null".utf8))).flatMap { document in
            var steps = RequestSession.mostCheckingSteps
            return plan.schema.firstFault(in: document, at: document.rootPlace, sharing: &steps)?.detail
        }
    }

    /// What is wrong with a response, in words of at most a few hundred characters; nil where it fits.
    ///
    /// What that takes is taken off what the client's request has left for it.
    func fault(of value: JSONValue, in session: RequestSession) -> String? {
        guard case .node(let node) = value else { return faultOfNull }
        let before = session.checkingSteps.load(ordering: .relaxed)
        var left = before
        let fault = schema.firstFault(in: node.document, at: node.place, sharing: &left)
        if left < before { session.checkingSteps.wrappingSubtract(before - left, ordering: .relaxed) }
        return fault.map { $0.pointer.isEmpty ? $0.detail : "\($0.pointer) \($0.detail)" }
    }

    /// Whether a cached response is of use: it fits, or was found to do so before, or that is only asked to warn.
    func takes(_ value: JSONValue, of kept: CachedResponse, in session: RequestSession) -> Bool {
        !fails || kept.checkedBy == number || fault(of: value, in: session) == nil
    }
}
