internal import TuttiJSON
internal import TuttiPlan

/// Reads `accept`: which statuses are success.
///
/// `304`, `200-299`, `2xx`, `{404: null}`, or a list of these. Where only values are given (`{404: null}`), 200 to 299 stay
/// success beside them.
struct StatusPolicyReader {
    let compiler: ValueCompiler
    let diagnostics: DiagnosticCollector

    func policy(_ node: YAMLNode) -> StatusPolicy? {
        var ranges: [ClosedRange<Int>] = []
        var replacing: [(range: ClosedRange<Int>, value: JSONValue)] = []
        let parts: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
        guard !parts.isEmpty else {
            diagnostics.error(
                .invalidStatus, at: node.span, "`accept` names no status", help: "remove it, or write `[200, 404]`")
            return nil
        }
        var isSound = true
        var places: [ClosedRange<Int>: SourceSpan] = [:]
        for part in parts {
            switch part.content {
            case .scalar(let scalar):
                if let range = range(scalar) { ranges.append(range) } else { isSound = false }
            case .mapping(let members):
                for member in members where !read(member, &replacing, &places) { isSound = false }
            case .sequence:
                diagnostics.error(.wrongType, at: part.span, "a status can't be a list", help: "write `[200, 404]`")
                isSound = false
            }
        }
        guard isSound else { return nil }
        // What names fewer statuses says more: 404 goes before 4xx.
        var values: [Int: JSONValue] = [:]
        for (range, value) in replacing.sorted(by: { $0.range.count > $1.range.count }) {
            for status in range { values[status] = value }
        }
        let policy = StatusPolicy(ranges: ranges.isEmpty ? StatusPolicy.success.ranges : ranges, values: values)
        if !policy.accepts(200...299) { warn(node, parts) }
        return policy
    }

    /// `accept: [404]`: 200 has become a failure, which `404-404` says on purpose.
    private func warn(_ node: YAMLNode, _ parts: [YAMLNode]) {
        let statuses = parts.compactMap { $0.scalar.map { $0.text } }
        guard statuses.allSatisfy({ !$0.contains("-") }) else { return }
        diagnostics.warning(
            .successRefused, at: parts.first?.span ?? node.span,
            "only what `accept` names is success: 200 to 299 are failures now",
            help: "write `[2xx, \(statuses.joined(separator: ", "))]`; if that is meant, write a range: "
                + "`\(statuses.first ?? "404")-\(statuses.first ?? "404")`")
    }

    private func range(_ scalar: YAMLScalar) -> ClosedRange<Int>? {
        if let range = Self.range(scalar.text) { return range }
        diagnostics.error(
            .invalidStatus, at: scalar.span, "`\(scalar.text)` is not a status: 200 to 599",
            help:
                "write `404`, `200-299`, `2xx`, `{404: null}` for a value in place of the body, or a list: `[2xx, 404]`"
        )
        return nil
    }

    private func read(
        _ member: YAMLMember, _ values: inout [(range: ClosedRange<Int>, value: JSONValue)],
        _ places: inout [ClosedRange<Int>: SourceSpan]
    ) -> Bool {
        guard let range = Self.range(member.key.text) else {
            diagnostics.error(
                .invalidStatus, at: member.key.span, "`\(member.key.text)` is not a status: 200 to 599",
                help: "a value belongs to a status or a class: `{404: null}`, `{4xx: null}`")
            return false
        }
        if let first = places[range] {
            diagnostics.error(
                .invalidStatus, at: member.key.span, "the status \(member.key.text) has a value already",
                help: "remove one of the two", related: [("the first one", first)])
            return false
        }
        places[range] = member.key.span
        var uses: [CallUse] = []
        guard let value = compiler.compile(member.value, into: &uses).constant else {
            diagnostics.error(
                .notConstant, at: member.value.span, "the value for a status can't read anything",
                help: "write a fixed value: `null`, `[]`, `\"'none'\"`")
            return false
        }
        values.append((range, value))
        return true
    }

    /// `304`, `200-299`, `2xx`; nil for anything else.
    static func range(_ written: String) -> ClosedRange<Int>? {
        let text = written.lowercased()
        if let status = Self.status(text) { return status...status }
        if text.count == 3, text.hasSuffix("xx"), let hundreds = text.first?.wholeNumberValue,
            (2...5).contains(hundreds)
        {
            return (hundreds * 100)...(hundreds * 100 + 99)
        }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Self.status(String($0)) }
        if ends.count == 2, let first = ends[0], let last = ends[1], first <= last { return first...last }
        return nil
    }

    static func status(_ text: String) -> Int? {
        guard text.utf8.count == 3, let status = Int(text), (200...599).contains(status) else { return nil }
        return status
    }
}

extension StatusPolicy {
    /// Whether any of these statuses is success.
    fileprivate func accepts(_ statuses: ClosedRange<Int>) -> Bool {
        ranges.contains { $0.overlaps(statuses) } || values.keys.contains(where: statuses.contains)
    }
}
