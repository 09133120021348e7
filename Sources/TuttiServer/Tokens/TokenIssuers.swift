internal import Logging
internal import Synchronization
internal import TuttiCrypto
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiUpstream

/// The issuers whose keys are fetched: a generation that has the same ones takes the keys over.
final class TokenIssuers: Sendable {
    private struct Key: Hashable {
        let issuer: String
        let address: IssuerAddress
        let isDiscovered: Bool
        let algorithms: [SignatureAlgorithm]
    }

    /// An issuer ends with the last generation that has it.
    private struct Reference {
        weak var keys: IssuerKeys?
    }

    private let transport: any UpstreamRuntime
    private let log: Logger
    private let issuers = Mutex<[Key: Reference]>([:])

    /// Issuers that are reached by that transport.
    init(transport: any UpstreamRuntime, log: Logger) {
        self.transport = transport
        self.log = log
    }

    /// The keys for a way; where they are fetched, that begins now, also if some are held: a reload is how keys are withdrawn at once.
    func keys(of way: TokenWay) -> any TokenKeySource {
        let rules = way.settings.rules
        let key: Key
        switch way.keys {
        case .set(let set): return FixedTokenKeys(set, algorithms: rules.algorithms)
        case .address(let address):
            key = Key(issuer: rules.issuer, address: address, isDiscovered: false, algorithms: rules.algorithms)
        case .discovered(let address):
            key = Key(issuer: rules.issuer, address: address, isDiscovered: true, algorithms: rules.algorithms)
        }
        let keys = issuers.withLock { issuers -> IssuerKeys in
            if let held = issuers[key]?.keys { return held }
            let fetch = KeyFetch(keys: way.keys, issuer: rules.issuer, transport: transport)
            let made = IssuerKeys(fetch, algorithms: rules.algorithms, log: log)
            issuers = issuers.filter { $0.value.keys != nil }
            issuers[key] = Reference(keys: made)
            return made
        }
        keys.refresh()
        return keys
    }

    /// What the admin listener says of all that are held.
    var report: JSONValue {
        let held = issuers.withLock { $0.values.compactMap(\.keys) }
        return ["issuers": .array(held.map(\.report))]
    }
}
