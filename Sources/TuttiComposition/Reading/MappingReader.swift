internal import TuttiExpressions

/// The members of one mapping whose keys are known, after a look at the keys.
struct MappingReader {
    /// Where the mapping begins.
    let span: SourceSpan
    /// Keys that seem to be there under a mistyped name: their absence is no mistake of its own.
    private(set) var misspelled: Set<String> = []
    /// What stands under keys that nothing reads: it may have been meant to be read.
    private(set) var unknown: [YAMLNode] = []
    private let members: [String: YAMLMember]
    private let diagnostics: DiagnosticCollector

    /// Nil, with a diagnostic, if the node is no mapping.
    ///
    /// Unknown keys are reported at once.
    init?(_ node: YAMLNode, _ table: KeyTable, _ diagnostics: DiagnosticCollector) {
        guard case .mapping(let members) = node.content else {
            if node.isBroken { return nil }
            diagnostics.error(
                .wrongType, at: node.span, "\(table.place) must be a mapping, not \(node.kindInWords)",
                help: node.isNull
                    ? "indent what belongs to it, deeper than the key"
                    : table.example
                        ?? "its keys are " + table.keys.map { "`\($0)`" }.joined(separator: ", "))
            return nil
        }
        self.span = node.span
        // The new name of a key goes before an old one.
        let named = members.map { ($0.key.text, $0) }
        let renamed = members.compactMap { member in table.renamed[member.key.text].map { ($0, member) } }
        self.members = Dictionary(named + renamed) { first, _ in first }
        self.diagnostics = diagnostics
        for member in members where !diagnostics.isFull(node.start.file) { check(member, table) }
    }

    subscript(_ key: String) -> YAMLNode? { members[key]?.value }

    /// Whether a key is there, or was meant to be.
    func has(_ key: String) -> Bool { members[key] != nil || misspelled.contains(key) }

    /// Where a key stands.
    func keySpan(_ key: String) -> SourceSpan? { members[key]?.key.span }

    /// A key of an earlier version is read, unless the new one stands beside it.
    private func reportRenamed(_ key: YAMLScalar, _ name: String) {
        if members[name]?.key.text == key.text {
            diagnostics.warning(
                .renamedKey, at: key.span, "`\(key.text)` is called `\(name)` now", help: "rename it")
        } else {
            diagnostics.error(
                .renamedKey, at: key.span, "`\(key.text)` is called `\(name)` now, which is there as well",
                help: "remove it")
        }
    }

    private mutating func check(_ member: YAMLMember, _ table: KeyTable) {
        let key = member.key
        if table.keys.contains(key.text) { return }
        if let name = table.renamed[key.text] { return reportRenamed(key, name) }
        unknown.append(member.value)
        if table.later.contains(key.text) {
            diagnostics.error(
                .notSupportedYet, at: key.span, "`\(key.text)` is not supported yet: this version doesn't carry it out",
                help: "remove it")
        } else {
            let known = table.keys + table.later
            let foreign = table.foreign[key.text]
            if let meant = foreign?.meant ?? NearestName.to(key.text, among: known) { misspelled.insert(meant) }
            diagnostics.error(
                .unknownKey, at: key.span, "\(table.place) has no key `\(key.text)`",
                help: member.isRest
                    ? YAMLMember.restHelp
                    : foreign?.help ?? Suggestion.help(for: key.text, among: known, called: "its keys"))
        }
    }
}
