internal import Logging
internal import Synchronization
internal import TuttiCrypto
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiUpstream

/// The issuers whose keys are fetched and that are asked about tokens: a generation that has the same ones takes over what is known.
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

    private struct WayKey: Hashable {
        let name: String
        let way: IntrospectionWay
        let keepsTokens: Bool
    }

    /// A way by which a server is asked; what it knows of tokens is handed on with it.
    private struct Asking {
        weak var tokens: IntrospectedTokens?
        let record: IssuerRecord
    }

    /// Where the tokens of a service come from; it ends with the service.
    private struct Source {
        weak var source: IssuerTokenSource?
        let record: IssuerRecord
    }

    /// What cookies of sessions are bound to.
    private struct SessionKey: Hashable {
        let name: String
        let issuer: String
        let client: String
        let origin: String
    }

    private struct ProviderReference {
        weak var provider: SessionProvider?
    }

    private let transport: any UpstreamRuntime
    private let log: Logger
    private let issuers = Mutex<[Key: Reference]>([:])
    private let asked = Mutex<[WayKey: Asking]>([:])
    private let sources = Mutex<[Source]>([])
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

    /// The way with that name by which a server is asked about tokens.
    func introspection(_ name: String, _ way: IntrospectionWay, keepsTokens: Bool) -> IntrospectedTokens {
        let key = WayKey(name: name, way: way, keepsTokens: keepsTokens)
        return asked.withLock { asked in
            if let held = asked[key]?.tokens { return held }
            let record = IssuerRecord(.introspection, of: name, at: way.address, log: log)
            let endpoint = IssuerEndpoint(way.address, client: way.client, transport: transport)
            let made = IntrospectedTokens(
                name: name, way.settings, asking: IssuerIntrospector(endpoint, record: record),
                keepsTokens: keepsTokens)
            asked = asked.filter { $0.value.tokens != nil }
            asked[key] = Asking(tokens: made, record: record)
            return made
        }
    }

    /// Where the tokens come from that the service with that name gets; nil where no issuer is asked for them.
    func source(_ service: String, _ credentials: ServiceCredentials) -> IssuerTokenSource? {
        let (grant, purpose): (TokenGrant, IssuerRecord.Purpose)
        switch credentials {
        case .clientToken: return nil
        case .clientCredentials(let its): (grant, purpose) = (its, .clientCredentials)
        case .tokenExchange(let its): (grant, purpose) = (its, .tokenExchange)
        }
        let made = IssuerTokenSource(
            IssuerEndpoint(grant.address, client: grant.client, transport: transport), for: grant,
            record: IssuerRecord(purpose, of: service, at: grant.address, log: log))
        sources.withLock { sources in
            sources.removeAll { $0.source == nil }
            sources.append(Source(source: made, record: made.record))
        }
        return made
    }

    /// What came of asking for anything but keys; of what a reload has replaced, the newest alone.
    var records: [IssuerRecord] {
        let held =
            asked.withLock { $0.values.filter { $0.tokens != nil }.map(\.record) }
            + sources.withLock { $0.filter { $0.source != nil }.map(\.record) }
        let newest = Dictionary(held.map { ("\($0.purpose.rawValue) \($0.name)", $0) }) { $1 }
        return newest.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The sessions of a way: what is remembered of them goes on from one generation to the next.
    func sessions(_ way: SessionWay, name: String) -> BrowserSessions {
        let settings = way.settings
        let key = SessionKey(
            name: name, issuer: way.tokens.settings.rules.issuer, client: settings.client.id, origin: settings.origin)
        let keys = keys(of: way.tokens)
        let provider = providers.withLock { providers -> SessionProvider in
            let held = providers[key]?.provider
            if let held, held.serves(way) { return held }
            let made = SessionProvider(
                way, keys: keys, memory: held?.memory ?? SessionMemory(), transport: transport, log: log)
            providers = providers.filter { $0.value.provider != nil }
            providers[key] = ProviderReference(provider: made)
            return made
        }
        return BrowserSessions(name: name, way, provider: provider)
    }

    /// What the admin listener says of all that are held.
    var report: JSONValue {
        let held = issuers.withLock { $0.values.compactMap(\.keys) }
        return ["issuers": .array(held.map(\.report)), "asked": .array(records.map(\.report))]
    }
}
