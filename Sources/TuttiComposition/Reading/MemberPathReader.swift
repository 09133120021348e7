internal import TuttiJSON
internal import TuttiPlan

/// Reads `required` of a test: members of the response by dotted path, `user.name` or `orders.0.id`, or by JSON Pointer.
struct MemberPathReader {
    let response: ValueTemplate
    let diagnostics: DiagnosticCollector

    func paths(_ node: YAMLNode) -> [JSONPointer] {
        let elements: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
        return elements.compactMap { element in
            guard let scalar = ScalarReader(diagnostics: diagnostics).text(element, "a member of the response") else {
                return nil
            }
            guard let pointer = Self.pointer(scalar.text) else {
                diagnostics.error(
                    .unknownMember, at: scalar.span, "`\(scalar.text)` is no path of a member",
                    help: "names with dots between them: `user.name`")
                return nil
            }
            return check(pointer, scalar) ? pointer : nil
        }
    }

    private static func pointer(_ text: String) -> JSONPointer? {
        if text.hasPrefix("/") { return try? JSONPointer(parsing: text) }
        let names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return names.contains("") ? nil : JSONPointer(tokens: names)
    }

    /// Whether the response can have the member, as far as `response` writes its members out.
    private func check(_ pointer: JSONPointer, _ scalar: YAMLScalar) -> Bool {
        var template = response
        for token in pointer.tokens {
            guard case .object(let members) = template else { return true }
            guard let member = members.first(where: { $0.name == token }) else {
                diagnostics.error(
                    .unknownMember, at: scalar.span, "the response has no member `\(token)`",
                    help: Suggestion.help(for: token, among: members.map(\.name), called: "members"))
                return false
            }
            template = member.value
        }
        return true
    }
}
