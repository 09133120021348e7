internal import Yams

/// Copies Yams' tree into located nodes, and refuses what compositions don't use of YAML.
struct YAMLTree {
    private let part: YAMLPart
    /// Keys that ``YAMLParser`` disguised.
    private let disguised: [SourceMark: String]
    private let substitution: EnvironmentSubstitution
    private let diagnostics: DiagnosticCollector

    private var file: SourceFile { part.file }

    init(
        part: YAMLPart, _ parsed: YAMLParser.Result, substitution: EnvironmentSubstitution,
        diagnostics: DiagnosticCollector
    ) {
        self.part = part
        self.disguised = Dictionary(uniqueKeysWithValues: parsed.disguised.map { (part.placed($0.key), $0.value) })
        self.substitution = substitution
        self.diagnostics = diagnostics
    }

    /// The node; a broken scalar in place of what can't be used.
    func node(_ node: Yams.Node, depth: Int) -> YAMLNode {
        let start = span(node)
        guard depth < YAMLReader.depthLimit else {
            diagnostics.error(
                .tooDeep, at: start, "values nest deeper than \(YAMLReader.depthLimit) levels", help: "take a level out"
            )
            return broken(start)
        }
        if node.anchor != nil {
            diagnostics.error(
                .yamlAlias, at: start, "anchors (`&name`) are not read",
                help: "remove it; an expression that begins with `&` stands in quotes")
        }
        guard !hasTag(node) else {
            diagnostics.error(
                .yamlTag, at: start, "tags (`!name`) are not read",
                help: "an expression that begins with `!` stands in quotes: \"!user.blocked\"")
            return broken(start)
        }
        switch node {
        case .scalar(let scalar):
            return YAMLNode(content: .scalar(self.scalar(scalar, isKey: false)), start: start)
        case .sequence(let elements):
            return YAMLNode(content: .sequence(elements.map { self.node($0, depth: depth + 1) }), start: start)
        case .mapping(let mapping):
            return YAMLNode(content: .mapping(members(mapping, depth: depth)), start: start)
        case .alias:
            return broken(start)
        }
    }

    private func broken(_ span: SourceSpan) -> YAMLNode {
        let scalar = YAMLScalar(
            file: file, raw: "", text: "", style: .plain, line: span.line, column: span.column, substitutions: [],
            isBroken: true)
        return YAMLNode(content: .scalar(scalar), start: span)
    }

    private func members(_ mapping: Yams.Node.Mapping, depth: Int) -> [YAMLMember] {
        var members: [YAMLMember] = []
        var places: [String: SourceSpan] = [:]
        for (keyNode, valueNode) in mapping {
            guard case .scalar(let keyScalar) = keyNode, keyNode.anchor == nil, !hasTag(keyNode, isKey: true) else {
                diagnostics.error(
                    .keyNotText, at: span(keyNode), "a key must be a plain or quoted word",
                    help: "text that begins with `{` or `[` stands in double quotes")
                continue
            }
            let key = scalar(keyScalar, isKey: true)
            if key.text == "<<", key.style == .plain {
                diagnostics.error(
                    .mergeKey, at: key.span, "merge keys (`<<`) are not read", help: "write the members out")
                continue
            }
            if let first = places[key.text] {
                diagnostics.error(
                    .duplicateKey, at: key.span, "`\(key.text)` is there twice",
                    help: "remove one of them, or give it another name", related: [("the first one", first)])
                continue
            }
            places[key.text] = key.span
            members.append(YAMLMember(key: key, value: node(valueNode, depth: depth + 1)))
        }
        return members
    }

    /// A scalar with its variables put in; keys have none.
    private func scalar(_ scalar: Yams.Node.Scalar, isKey: Bool) -> YAMLScalar {
        let mark = mark(scalar.mark)
        let style = YAMLScalar.Style(scalar.style)
        // Foundation, by which Yams makes strings, drops a byte order mark at their start.
        let hasMark = LeadingMark.isLost(in: file, at: mark, style: style, text: scalar.string)
        let raw = disguised[mark] ?? (hasMark ? "\u{FEFF}" + scalar.string : scalar.string)
        let (text, substitutions, failures) = isKey ? (raw, [], []) : substitution.apply(to: raw)
        let result = YAMLScalar(
            file: file, raw: raw, text: text, style: style, line: mark.line,
            column: mark.column,
            substitutions: substitutions, isBroken: !failures.isEmpty)
        guard !failures.isEmpty else { return result }
        // One for all failures: it works out once where its characters stand.
        let unchanged = YAMLScalar(
            file: file, raw: raw, text: raw, style: result.style, line: mark.line, column: mark.column,
            substitutions: [],
            isBroken: true)
        for failure in failures {
            diagnostics.error(failure.code, at: unchanged.span(failure.range), failure.message, help: failure.help)
        }
        return result
    }

    /// Whether it has an explicit tag.
    ///
    /// Yams gives quoted scalars, and keys that it has compared, the tag of text.
    private func hasTag(_ node: Yams.Node, isKey: Bool = false) -> Bool {
        switch node {
        case .scalar(let scalar):
            let isTextByItself = isKey || scalar.style != .plain
            return !(scalar.tag.rawValue.isEmpty || (isTextByItself && scalar.tag.rawValue == Tag.Name.str.rawValue))
        case .mapping(let mapping): return !mapping.tag.rawValue.isEmpty
        case .sequence(let sequence): return !sequence.tag.rawValue.isEmpty
        case .alias: return false
        }
    }

    private func span(_ node: Yams.Node) -> SourceSpan {
        let mark = mark(node.mark)
        return SourceSpan(file: file, line: mark.line, column: mark.column, length: 1)
    }

    private func mark(_ mark: Mark?) -> SourceMark {
        part.placed(SourceMark(line: mark?.line ?? 1, column: (mark?.column ?? 1) - 1))
    }
}

extension YAMLScalar.Style {
    fileprivate init(_ style: Yams.Node.Scalar.Style) {
        switch style {
        case .any, .plain: self = .plain
        case .singleQuoted: self = .singleQuoted
        case .doubleQuoted: self = .doubleQuoted
        case .literal: self = .literal
        case .folded: self = .folded
        }
    }
}
