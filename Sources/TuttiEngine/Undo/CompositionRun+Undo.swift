internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

extension CompositionRun {
    /// Whether the client's request has failed as a whole, so that nothing of it is to stay.
    var hasFailed: Bool { failedRequiredCall != nil || isGivenUp || hasNothingToShow }

    /// What is to be undone now that all calls have ended: the latest first; nothing unless the request has failed as a whole.
    mutating func undoSteps() -> [UndoStep] {
        guard !written.isEmpty, hasFailed else { return [] }
        if let lets = endpoint.lets { workOut(Array(lets.values.indices)) }
        return written.reversed().compactMap { step($0.call, $0.fate) }
    }

    private func step(_ index: Int, _ fate: WriteFate) -> UndoStep? {
        let call = endpoint.calls[index]
        guard let undo = call.undo else { return nil }
        func step(_ work: UndoStep.Work) -> UndoStep {
            UndoStep(
                index: index, fate: fate, call: call, undo: undo, service: services[call.plan.service], work: work,
                sent: sent[index], session: session)
        }
        guard fate == .done || !undo.plan.needsResult else {
            return step(.impossible("its undo reads its result, and there is none: perhaps it was done"))
        }
        if let lets = endpoint.lets, let failed = failure(among: lets.places(of: undo.plan.lets)) {
            return step(.impossible(failed.message))
        }
        var scope = scope
        // What `otherwise` has put there is no result of what may have been done.
        if fate == .unknown { scope[call.slot] = .null }
        do {
            if let when = undo.call.plan.when, try !when.evaluate(in: scope).isTruthy {
                guard fate == .unknown, !when.slots.isDisjoint(with: [call.slot, ScopeName.meta.slot]) else {
                    return nil
                }
                return step(.impossible("its `when` asks how the call ended, which nobody knows: perhaps it was done"))
            }
            var content = try undo.call.content(
                scope: scope, client: client, propagating: propagated, isRaw: isRaw, deadline: .distantFuture)
            switch services[call.plan.service].tokens?.shown(for: client.identity) {
            case nil, .nothing?: break
            case .token(let token)?: content.credential = token
            case .missing?: return step(.impossible(ServiceTokens.missing))
            }
            if let kind = undo.call.idempotency { try add(kind, of: undo.call, each: nil, to: &content) }
            return step(.request(content))
        } catch {
            return step(.impossible(error.message))
        }
    }
}
