/// Something that must be true of a request for it to be served.
package struct AccessRule: Sendable, Equatable {
    /// What clients and logs are told of it: its name in `rules` of gateway.yaml, or `allow`.
    package let name: String
    /// What must be true: neither null nor anything else but `true` lets a request go on.
    package let condition: ValueTemplate
    /// The names that it reads.
    package let reads: Set<ScopeName>
    /// Whether it is one of gateway.yaml, which reads parameters as texts: it says the same wherever it is named.
    package let isShared: Bool
    /// Where it is written.
    package let position: SourcePosition

    /// A rule of its parts.
    package init(
        name: String, condition: ValueTemplate, reads: Set<ScopeName>, isShared: Bool, position: SourcePosition
    ) {
        self.name = name
        self.condition = condition
        self.reads = reads
        self.isShared = isShared
        self.position = position
    }

    /// Whether it can't be asked before the body is there.
    package var readsBody: Bool { reads.contains(.body) }

    package static func == (left: AccessRule, right: AccessRule) -> Bool {
        left.name == right.name && left.condition == right.condition && left.isShared == right.isShared
    }
}
