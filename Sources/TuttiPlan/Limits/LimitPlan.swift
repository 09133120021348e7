package import TuttiExpressions
package import TuttiPolicies

/// One limit on how often clients may ask: how much it allows, whom it counts together, and what a request costs.
package struct LimitPlan: Sendable, Equatable {
    /// Whom a limit counts together.
    package enum Subject: Sendable, Equatable {
        /// All requests.
        case everyone
        /// Those of one address; of an IPv6 address, those of its first 64 bits.
        case address
        /// Those for which this gives the same.
        case value(ValueTemplate)
    }

    /// What becomes of requests for which ``Subject/value(_:)`` gives null.
    package enum WithoutKey: String, Sendable, Equatable, CaseIterable {
        /// They are counted together.
        case together
        /// They pass.
        case exempt
    }

    /// What becomes of requests while the Redis can't be asked that instances share.
    package enum WhenUnreachable: String, Sendable, Equatable, CaseIterable {
        /// Each instance admits its share.
        case local
        /// All are admitted.
        case open
        /// None is.
        case closed
    }

    /// As clients, logs and metrics know it: the name in gateway.yaml, or what the limit says.
    package let name: String
    /// The same for the whole gateway: two limits share their counts if this is the same.
    package let id: String
    /// How much it allows.
    package let rule: LimitRule
    /// The same in the words of the file: `20/s, 40 at once`.
    package let words: String
    /// Whom it counts together.
    package let subject: Subject
    /// What becomes of requests that can't be told whose they are.
    package let withoutKey: WithoutKey
    /// For how many requests one counts; nil for one.
    package let cost: ValueTemplate?
    /// What holds while Redis can't be asked, where there is one.
    package let whenUnreachable: WhenUnreachable
    /// Whether it only says what it would have refused.
    package let isObserving: Bool
    /// For how many keys there is room.
    package let keys: Int
    /// The names that its expressions read, and their slots: those of ``ScopeName``.
    package let layout: ScopeLayout
    /// The names that are read; never the body, which isn't there yet.
    package let reads: Set<ScopeName>
    /// The members of the query and the headers that are read.
    package let readParameters: ReadParameters
    /// Whether it is written in an endpoint, whose parameters it reads by their types; one of gateway.yaml reads texts, and so counts the
    /// same wherever it holds.
    package let readsTypes: Bool
    /// Which parameters of the query must be decoded to text, because some expression looks into them.
    package let textOfQuery: ReadParameters.Names

    /// A limit made of its parts.
    package init(
        name: String, id: String, rule: LimitRule, words: String, subject: Subject, withoutKey: WithoutKey,
        cost: ValueTemplate?, whenUnreachable: WhenUnreachable = .local, isObserving: Bool, keys: Int,
        layout: ScopeLayout, reads: Set<ScopeName>,
        readParameters: ReadParameters, readsTypes: Bool, textOfQuery: ReadParameters.Names
    ) {
        self.name = name
        self.id = id
        self.rule = rule
        self.words = words
        self.subject = subject
        self.withoutKey = withoutKey
        self.cost = cost
        self.whenUnreachable = whenUnreachable
        self.isObserving = isObserving
        self.keys = keys
        self.layout = layout
        self.reads = reads
        self.readParameters = readParameters
        self.readsTypes = readsTypes
        self.textOfQuery = textOfQuery
    }

    /// Whether it has to know who the client is, and so comes after that was found out.
    package var needsIdentity: Bool { reads.contains(.claims) }
}
