internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// What else holds for an endpoint or a route, and where the files say so.
struct PolicyExplanation: Sendable {
    /// One thing that holds.
    struct Fact: Sendable {
        /// The key that says so.
        let key: String
        /// What it says, in words.
        let words: String
        /// What it says, for programs.
        let value: JSONValue
        /// Where it stands.
        let source: SourcePosition?
    }

    /// All that holds, in the order of the documentation.
    let facts: [Fact]

    /// Explains policies.
    ///
    /// - Parameters:
    ///   - edge: those of an endpoint or a route.
    ///   - access: who may ask.
    ///   - limits: how often.
    ///   - settings: the gateway's, which hold for all.
    ///   - isComposed: whether the responses are an endpoint's: the content of others is left as it is.
    init(
        _ edge: EdgePolicies, _ access: AccessPlan, limits: [LimitPlan], in settings: GatewaySettings,
        isComposed: Bool
    ) {
        var facts = Self.facts(of: access, in: settings)
        let sources = edge.sources
        if !limits.isEmpty {
            facts.append(
                Fact(
                    key: "limits", words: limits.map(Self.words).joined(separator: "; "),
                    value: .array(limits.map(Self.value)), source: sources.limits))
        }
        if let cors = edge.cors {
            facts.append(Fact(key: "cors", words: Self.words(cors), value: Self.value(cors), source: sources.cors))
        }
        if let headers = edge.securityHeaders {
            let names = (headers.always + headers.overTLS).map { "\($0.name.canonicalName): \($0.value)" }
            facts.append(
                Fact(
                    key: "security-headers", words: names.isEmpty ? "none" : names.joined(separator: "; "),
                    value: .strings(names), source: sources.securityHeaders))
        }
        if isComposed, edge.hasEntityTags {
            facts.append(
                Fact(
                    key: "etag", words: "of responses without a failed call; 304 to who has it", value: true,
                    source: sources.entityTags))
        }
        if isComposed, edge.isCompressed {
            facts.append(
                Fact(
                    key: "compression", words: "br or gzip from 1 KiB on, for clients that want it", value: true,
                    source: sources.compression))
        }
        if !settings.trustedProxies.isEmpty {
            facts.append(
                Fact(
                    key: "trusted-proxies", words: Self.words(settings.trustedProxies),
                    value: .strings(settings.trustedProxies.places),
                    source: sources.trustedProxies))
        }
        if sources.bounds != nil {
            let bounds = settings.bounds
            facts.append(
                Fact(key: "bounds", words: Self.words(bounds), value: Self.value(bounds), source: sources.bounds))
        }
        self.facts = facts
    }

    private static func facts(of access: AccessPlan, in settings: GatewaySettings) -> [Fact] {
        var facts: [Fact] = []
        if !access.ways.isEmpty {
            let names = names(of: access, in: settings)
            facts.append(
                Fact(
                    key: "auth", words: words(of: access, in: settings),
                    value: ["ways": .strings(names), "optional": .bool(access.isOptional)], source: access.position))
        }
        if !access.rules.isEmpty {
            let words = access.rules.map { rule in
                let source = rule.condition.source
                return rule.name == "allow" ? source : "\(rule.name) (\(source))"
            }
            facts.append(
                Fact(
                    key: "allow", words: words.joined(separator: ", and "), value: .strings(access.rules.map(\.name)),
                    source: access.rules.first?.position))
        }
        return facts
    }

    private static func names(of access: AccessPlan, in settings: GatewaySettings) -> [String] {
        access.ways.compactMap { settings.ways.indices.contains($0) ? settings.ways[$0].name : nil }
    }

    private static func words(of access: AccessPlan, in settings: GatewaySettings) -> String {
        let names = access.ways.compactMap { index -> String? in
            guard settings.ways.indices.contains(index) else { return nil }
            return "\(settings.ways[index].name) (\(settings.ways[index].kind))"
        }
        return names.joined(separator: " or ") + (access.isOptional ? ", or who shows nothing" : "")
    }

    /// Who may ask where nobody is asked.
    static let everybody = "everybody"

    /// Who may ask, in a few words: `partners, if is-owner`; nil where nobody is asked who it is, and nothing has to be true.
    static func access(_ access: AccessPlan, in settings: GatewaySettings) -> String? {
        guard !settings.ways.isEmpty || !access.rules.isEmpty else { return nil }
        let names = names(of: access, in: settings) + (access.isOptional ? ["nobody"] : [])
        let who = names.isEmpty ? everybody : names.joined(separator: " or ")
        guard !access.rules.isEmpty else { return who }
        let rules = access.rules.map { $0.name == "allow" ? $0.condition.source : $0.name }
        return "\(who), if \(rules.joined(separator: " and "))"
    }

    /// How often, in a few words: the names of the limits, `per-address, 50/s`; empty where nothing limits it.
    static func limits(_ limits: [LimitPlan]) -> String {
        limits.map { $0.isObserving ? "\($0.name) (only observed)" : $0.name }.joined(separator: ", ")
    }

    private static func origins(_ policy: CORSPolicy) -> [String] {
        switch policy.origins {
        case .any: ["*"]
        case .these(let origins): origins.map(\.text)
        }
    }

    private static func words(_ policy: CORSPolicy) -> String {
        let origins = origins(policy)
        return (origins == ["*"] ? "pages of all origins" : "pages of \(origins.joined(separator: ", "))")
            + (policy.allowsCredentials ? ", with cookies" : "")
    }

    private static func value(_ policy: CORSPolicy) -> JSONValue {
        ["origins": .strings(origins(policy)), "credentials": .bool(policy.allowsCredentials)]
    }

    private static func words(_ limit: LimitPlan) -> String {
        let name = limit.words.hasPrefix(limit.name) ? "" : limit.name + ": "
        return name + limit.words + (by(limit).map { ", by \($0)" } ?? ", all together")
            + (limit.isObserving ? ", only observed" : "")
    }

    private static func value(_ limit: LimitPlan) -> JSONValue {
        [
            "name": .string(limit.name), "allows": .string(limit.words), "by": by(limit).map { .string($0) } ?? .null,
            "observe": .bool(limit.isObserving),
        ]
    }

    private static func by(_ limit: LimitPlan) -> String? {
        switch limit.subject {
        case .everyone: nil
        case .address: "client.address"
        case .value(let template): template.source
        }
    }

    private static func words(_ proxies: TrustedProxies) -> String {
        let header = proxies.headers == .forwarded ? "Forwarded" : "X-Forwarded-For, -Proto and -Host"
        return "\(header) of \(proxies.places.joined(separator: ", ")) say who the client is"
    }

    private static func words(_ bounds: ConnectionBounds) -> String {
        "a target of \(bounds.target.inBytes), \(bounds.headerCount) headers of \(bounds.headerBytes.inBytes), "
            + bounds.connections.counted("connection")
            + (bounds.connectionsOfOne.map { ", \($0) of one client" } ?? "")
    }

    private static func value(_ bounds: ConnectionBounds) -> JSONValue {
        [
            "target": .integer(bounds.target), "headers": .integer(bounds.headerCount),
            "headerBytes": .integer(bounds.headerBytes), "connections": .integer(bounds.connections),
            "connectionsPerAddress": bounds.connectionsOfOne.map { .integer($0) } ?? .null,
        ]
    }
}
