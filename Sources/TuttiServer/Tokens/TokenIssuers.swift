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

    private struct SessionKey: Hashable {
        let name: String
        let issuer: String
        let client: OAuthClient
        let origin: String
    }

    private struct ProviderReference {
        weak var provider: SessionProvider?
    }

    private let transport: any UpstreamRuntime
    private let log: Logger
    private let issuers = Mutex<[Key: Reference]>([:])
    private let providers = Mutex<[SessionKey: ProviderReference]>([:])

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

    /// The sessions of a way: what is remembered of them goes on from one generation to the next.
    func sessions(_ way: SessionWay, name: String) -> BrowserSessions {
        let settings = way.settings
        let key = SessionKey(
            name: name, issuer: way.tokens.settings.rules.issuer, client: settings.client, origin: settings.origin)
        let keys = keys(of: way.tokens)
        let provider = providers.withLock { providers -> SessionProvider in
            if let held = providers[key]?.provider, held.serves(way) { return held }
            let made = SessionProvider(way, keys: keys, transport: transport, log: log)
            providers = providers.filter { $0.value.provider != nil }
            providers[key] = ProviderReference(provider: made)
            return made
        }
        return BrowserSessions(name: name, way, provider: provider)
    }

    /// What the admin listener says of all that are held.
    var report: JSONValue {
        let held = issuers.withLock { $0.values.compactMap(\.keys) }
        return ["issuers": .array(held.map(\.report))]
    }
}
