internal import TuttiExpressions

/// The members of one mapping, whose keys are checked against the table of its keys.
struct MappingReader {
    /// Where the mapping begins.
    let span: SourceSpan
    /// Keys that seem to be there under a mistyped name, so that nothing is said of their absence.
    private(set) var misspelled: Set<String> = []
    /// What stands under keys that nothing reads; what it names may be used.
    private(set) var unknown: [YAMLNode] = []
    /// By the present name of their keys; so few that looking through them is cheaper than a table would be.
    private let members: [(name: String, member: YAMLMember)]
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
                        ?? "its keys are " + table.names.map { "`\($0)`" }.joined(separator: ", "))
            return nil
        }
        self.span = node.span
        let others = members.filter { !table.contains($0.key.text) }
        // A key's present name goes before a former one.
        self.members =
            members.map { ($0.key.text, $0) }
            + others.compactMap { member in table.presentName(of: member.key.text).map { ($0, member) } }
        self.diagnostics = diagnostics
        for member in others where !diagnostics.isFull(node.start.file) { check(member, table) }
    }

    /// Whether it has no member.
    var isEmpty: Bool { members.isEmpty }

    /// What stands under a key.
    subscript(_ key: any DeclaredKey) -> YAMLNode? { member(key.name)?.value }

    /// The value of a key; nil where the key isn't given, and after a diagnostic.
    func value<Value, Default>(_ key: Key<Value, Default>) -> Value? {
        self[key].flatMap { key.kind.read($0, "`\(key.name)`", diagnostics) }
    }

    /// The value of a key, or its default where the key isn't given; nil after a diagnostic.
    func valueOrDefault<Value>(_ key: Key<Value, Value>) -> Value? {
        self[key] == nil ? key.standard : value(key)
    }

    /// Puts the value of a key into a draft; without a value, the draft stays as it is.
    func read<Value, Default>(_ key: Key<Value, Default>, into value: inout Value) {
        if let read = self.value(key) { value = read }
    }

    /// Whether a key is there, or was meant to be.
    func has(_ key: any DeclaredKey) -> Bool { member(key.name) != nil || misspelled.contains(key.name) }

    /// Where a key stands.
    func keySpan(_ key: any DeclaredKey) -> SourceSpan? { member(key.name)?.key.span }

    private func member(_ name: String) -> YAMLMember? { members.first { $0.name == name }?.member }

    /// A key's former name is read with a warning, unless the present one stands beside it.
    private func reportRenamed(_ key: YAMLScalar, _ name: String) {
        if member(name)?.key.text == key.text {
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
        if let name = table.presentName(of: key.text) { return reportRenamed(key, name) }
        unknown.append(member.value)
        let foreign = table.foreignKey(key.text)
        if let meant = foreign?.meant ?? NearestName.to(key.text, among: table.names) { misspelled.insert(meant) }
        diagnostics.error(
            .unknownKey, at: key.span, "\(table.place) has no key `\(key.text)`",
            help: member.isRest
                ? YAMLMember.restHelp
                : foreign?.help ?? Suggestion.help(for: key.text, among: table.names, called: "its keys"))
    }
}
