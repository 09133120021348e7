package import TuttiExpressions

/// What `balance: hash` goes by where the file says it: a value of the client's request.
package struct BalanceKey: Sendable, Hashable {
    /// As it is written.
    package let source: String
    /// What it reads.
    package let value: ValueTemplate
    /// The names that it reads, and their slots: those of ``ScopeName``.
    package let layout: ScopeLayout
    /// The names that are read; never the path, which differs from endpoint to endpoint, and never the body.
    package let reads: Set<ScopeName>
    /// Which parameters of the query must be decoded to text, because it looks into them.
    package let textOfQuery: ReadParameters.Names

    /// A key made of its parts.
    package init(
        source: String, value: ValueTemplate, layout: ScopeLayout, reads: Set<ScopeName>,
        textOfQuery: ReadParameters.Names
    ) {
        self.source = source
        self.value = value
        self.layout = layout
        self.reads = reads
        self.textOfQuery = textOfQuery
    }

    /// All else follows from what is written.
    package static func == (one: BalanceKey, other: BalanceKey) -> Bool { one.source == other.source }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(source)
    }
}
