internal import TuttiEngine
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// Predicts what the parts of a response hold that show calls which have failed.
///
/// The response is written as for a client, with null for everything that isn't known; the parts that read only known values are
/// used.
struct SectionPrediction {
    let endpoint: EndpointPlan
    let response: PreparedResponse
    let endings: [Int: FailurePrediction.Ending]
    let knowledge: KnownScope

    /// Each part once, in the order of the response's calls.
    var sections: [CallFailure.Section] {
        let document = document
        var sections: [CallFailure.Section] = []
        for (index, call) in endpoint.calls.enumerated() where endings[index] != nil {
            for pointer in call.sections where !sections.contains(where: { $0.pointer == pointer }) {
                guard let expression = endpoint.response.expression(at: pointer.tokens[...]) else { continue }
                let value = pointer.resolve(in: document) ?? .null
                let isKnown = knowledge.knows(expression)
                var showsFallback = false
                if isKnown, !value.isNull, let found = try? expression.evaluate(in: knowledge.scope) {
                    showsFallback = found.isNull
                }
                sections.append(
                    CallFailure.Section(
                        pointer: pointer, content: isKnown ? .value(value) : .computed, showsFallback: showsFallback))
            }
        }
        return sections
    }

    /// The response, with null for what isn't known.
    private var document: JSONValue {
        var fallbacks: [Int] = []
        for (index, ending) in endings {
            switch ending {
            case .fallback: fallbacks.append(ScopeName.firstCallSlot + index)
            case .skipped where endpoint.calls[index].whenSkipped != nil:
                fallbacks.append(ScopeName.firstCallSlot + index)
            default: break
            }
        }
        var values = PreparedResponse.Values(scope: knowledge.scope, fallbacks: fallbacks)
        var writer = JSONWriter(reserving: 1024)
        response.write(&values, to: &writer)
        return (try? JSONDocument(parsing: writer.bytes)).map { .node($0.root) } ?? .null
    }
}

extension ValueTemplate {
    /// The expression that makes a part of the response; nil where there is none.
    fileprivate func expression(at tokens: ArraySlice<String>) -> Expression? {
        switch self {
        case .constant: nil
        case .expression(let expression): tokens.isEmpty ? expression : nil
        case .object(let members):
            tokens.first.flatMap { token in
                members.first { $0.name == token }?.value.expression(at: tokens.dropFirst())
            }
        case .array(let elements):
            tokens.first.flatMap { Int($0) }.flatMap { elements.indices.contains($0) ? elements[$0] : nil }?
                .expression(at: tokens.dropFirst())
        }
    }
}
