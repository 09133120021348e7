internal import TuttiEngine
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// Whether a call can be made, as far as the known parts of the document show that.
struct KnownRequest {
    /// What the known parts show.
    enum Verdict {
        /// It may be made.
        case possible
        /// Its `when` does not hold.
        case skipped
        /// It is optional and its `needs` is not true.
        case forbidden
        /// Its `each` has no values, and this is its result.
        case empty(JSONValue)
        /// It fails before it is sent.
        case impossible(FailureReason)
    }

    private let call: CallPlan
    private let knowledge: KnownScope

    init(_ call: CallPlan, _ knowledge: KnownScope) {
        self.call = call
        self.knowledge = knowledge
    }

    var verdict: Verdict {
        do {
            if let when = call.when, knowledge.knows(when) {
                if knowledge.fails(when) { return .impossible(.expression) }
                if try !when.evaluate(in: knowledge.scope).isTruthy { return .skipped }
            }
            if let needs = call.needs, knowledge.knows(needs),
                knowledge.fails(needs) || (try? needs.evaluate(in: knowledge.scope))?.bool != true
            {
                return call.isRequired ? .impossible(.forbidden) : .forbidden
            }
            if !knowledge.failedSlots.isDisjoint(with: call.lets) { return .impossible(.expression) }
            if let each = call.each, knowledge.knows(each.values) {
                guard let source = try? each.values.evaluate(in: knowledge.scope) else {
                    return .impossible(.expression)
                }
                let values = try EachValues(source, of: each).values
                if values.count > each.atMost { return .impossible(.tooMany) }
                if values.isEmpty { return .empty(each.emptyResult) }
            }
            try checkParts()
            return .possible
        } catch {
            return .impossible(.expression)
        }
    }

    /// Renders the parts of the request that are known.
    private func checkParts() throws(RenderingFailure) {
        let scope = knowledge.scope
        let parts = call.target.parts.map { part -> TextTemplate.Part in
            if case .placeholder(let expression) = part, !knowledge.knows(expression) { .literal("x") } else { part }
        }
        let target = TargetTemplate(
            TextTemplate(parts), parameters: call.query.filter { knowledge.knows($0.value) },
            object: call.queryObject.flatMap { knowledge.knows($0) ? $0 : nil },
            joinsValues: (call.each?.batch ?? 1) > 1)
        _ = try target.render(in: scope)
        for header in call.headers where knows(header.value) { _ = try header.value.fieldValue(in: scope) }
        for cookie in call.cookies where knowledge.knows(cookie.value) {
            _ = try [cookie].fieldValue(in: scope)
        }
        if let body = call.body, knowledge.knows(body) { _ = try body.evaluate(in: scope) }
    }

    private func knows(_ text: TextTemplate) -> Bool {
        text.parts.allSatisfy { part in
            if case .placeholder(let expression) = part { knowledge.knows(expression) } else { true }
        }
    }
}
