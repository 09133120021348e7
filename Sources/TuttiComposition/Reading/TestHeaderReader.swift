internal import HTTPTypes
internal import TuttiPlan

/// Reads the headers of a test: names to text, or to a list where a header is repeated.
struct TestHeaderReader {
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// The headers in the order of the file.
    func headers(_ node: YAMLNode) -> [HTTPField] {
        members(node).flatMap { member -> [HTTPField] in
            let name = name(member.key)
            let values = values(member.value) ?? [member.value]
            return values.compactMap { node in
                guard let value = value(node), let name else { return nil }
                return HTTPField(name: name, value: value)
            }
        }
    }

    /// Headers to compare: null stands for one that must not be there, a list for one that is repeated.
    func expected(_ node: YAMLNode) -> [ExpectedHeader] {
        members(node).compactMap { member in
            guard let name = name(member.key) else { return nil }
            if member.value.isNull { return ExpectedHeader(name, .none) }
            if let values = values(member.value) { return ExpectedHeader(name, .each(values.compactMap(value))) }
            return value(member.value).map { ExpectedHeader(name, .joined($0)) }
        }
    }

    /// The elements of a list; nil where it is none.
    private func values(_ node: YAMLNode) -> [YAMLNode]? {
        if case .sequence(let elements) = node.content { elements } else { nil }
    }

    private func members(_ node: YAMLNode) -> [YAMLMember] {
        if case .mapping(let members) = node.content { return members }
        if !node.isBroken {
            diagnostics.error(
                .wrongType, at: node.span, "`headers` must be a mapping of names to text, not \(node.kindInWords)",
                help: "write it like `{ accept-language: de }`")
        }
        return []
    }

    private func name(_ key: YAMLScalar) -> HTTPField.Name? {
        if !key.text.hasPrefix(":"), let name = HTTPField.Name(key.text) { return name }
        diagnostics.error(
            .invalidHeader, at: key.span, "`\(key.text)` is not the name of a header",
            help: "letters, digits and `-`: `accept-language`")
        return nil
    }

    private func value(_ node: YAMLNode) -> String? {
        guard let value = scalars.text(node, "the value of a header") else { return nil }
        guard let offset = HeaderNameReader.firstInvalidByte(in: value.text) else { return value.text }
        diagnostics.error(
            .invalidHeader, at: value.span(offset..<(offset + 1)),
            "the value of a header can't hold control characters")
        return nil
    }
}
