internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// Compiles a value: strings are expressions, mappings and lists are built, everything else is itself.
struct ValueCompiler {
    let expressions: ExpressionCompiler

    /// What one part of a value reads, each call once, and where that part is in the value.
    struct Use {
        let uses: [CallUse]
        let pointer: JSONPointer
    }

    /// The template; null stands for what had a mistake.
    func compile(_ node: YAMLNode, into uses: inout [Use], at pointer: JSONPointer = JSONPointer(tokens: []))
        -> ValueTemplate
    {
        switch node.content {
        case .scalar(let scalar): return self.scalar(scalar, &uses, pointer)
        case .sequence(let elements):
            let parts = elements.enumerated().map {
                compile($0.element, into: &uses, at: pointer.appending(String($0.offset)))
            }
            let constants = parts.compactMap(\.constant)
            return constants.count == parts.count ? .constant(.array(constants)) : .array(parts)
        case .mapping(let members):
            let parts = members.map { member in
                let name = member.key.text
                return ValueTemplate.Member(
                    name: name, value: compile(member.value, into: &uses, at: pointer.appending(name)))
            }
            let constants = parts.compactMap { part in part.value.constant.map { (name: part.name, value: $0) } }
            return constants.count == parts.count ? .constant(.object(JSONObject(constants))) : .object(parts)
        }
    }

    /// The same without pointers, for values that clients don't see.
    func compile(_ node: YAMLNode, into uses: inout [CallUse]) -> ValueTemplate {
        var placed: [Use] = []
        let template = compile(node, into: &placed)
        uses += placed.flatMap(\.uses)
        return template
    }

    private func scalar(_ scalar: YAMLScalar, _ uses: inout [Use], _ pointer: JSONPointer) -> ValueTemplate {
        switch scalar.kind {
        case .null: return .constant(.null)
        case .bool(let value): return .constant(.bool(value))
        case .number(let number): return .constant(.number(number))
        case .notJSON:
            expressions.diagnostics.error(
                .wrongType, at: scalar.span, "`\(scalar.text)` is no number that JSON can write")
            return .constant(.null)
        case .text:
            var read: [CallUse] = []
            let expression = expressions.compile(scalar, into: &read)
            if !read.isEmpty { uses.append(Use(uses: read, pointer: pointer)) }
            guard let expression else { return .constant(.null) }
            return expression.constant.map { .constant($0) } ?? .expression(expression)
        }
    }
}
