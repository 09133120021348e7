internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

extension CompositionRun {
    /// The body that a client gets in place of a problem, with its type.
    struct RefusalBody {
        var type: String
        var bytes: [UInt8]
    }

    /// What the service of a call has said to the client by refusing it.
    ///
    /// - Parameters:
    ///   - call: the index of the call.
    ///   - problem: why the body of the file can't be worked out is put there.
    /// - Returns: nil where it has said nothing that is to be passed on.
    func refusalBody(of call: Int, problem: inout String?) -> RefusalBody? {
        guard case .refusal(let refusal)? = failures[call]?.source, endpoint.calls.indices.contains(call),
            let policy = endpoint.calls[call].plan.refusals
        else { return nil }
        guard let template = policy.body else { return RefusalBody(type: refusal.type, bytes: refusal.body) }
        var scope = scope
        if let slot = endpoint.plan.layout.slot(of: RefusalPolicy.errorName) { scope[slot] = refusal.value }
        do {
            let value = try template.evaluate(in: scope)
            guard !value.isNull else { return nil }
            var writer = JSONWriter(reserving: 256)
            writer.write(value)
            return RefusalBody(type: "application/json", bytes: writer.bytes)
        } catch {
            problem = "refusals of \(endpoint.calls[call].plan.name): \(error.message)"
            return nil
        }
    }
}
