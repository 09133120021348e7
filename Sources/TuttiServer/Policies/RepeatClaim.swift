internal import HTTPTypes
internal import TuttiCrypto
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiPolicies

/// The `Idempotency-Key` of one request.
final class RepeatClaim: Sendable {
    private let key: IdempotencyKey
    /// What its endpoint says of keys.
    let rules: RepeatRules

    /// A claim with that key.
    init(key: IdempotencyKey, rules: RepeatRules) {
        self.key = key
        self.rules = rules
    }

    /// What the store is asked about.
    ///
    /// - Parameters:
    ///   - request: the client's request with its whole body.
    ///   - path: the path as the client has sent it.
    /// - Returns: the request; nil where libcrypto can't be loaded.
    func request(of request: ClientRequest, path: Substring) -> RepeatedRequest? {
        guard let crypto = try? Crypto.load() else { return nil }
        // Whose key it is belongs to it: nobody gets what was answered to somebody else.
        let owner = request.identity?.owner ?? ["", ""]
        return RepeatedRequest(
            endpoint: rules.endpoint, name: owner + [key.text], content: content(of: request, path),
            body: request.body, by: crypto)
    }

    /// What is asked, but for the body: names, each with how many values there are, and the values.
    private func content(of request: ClientRequest, _ path: Substring) -> [String] {
        let own = OwnCredentials(of: request.identity, by: rules)
        var content = [String(path), request.query]
        func add(_ name: String, _ values: [String]) {
            content.append(name)
            content.append(String(values.count))
            content += values
        }
        for name in ["content-type", "content-encoding"] + rules.headers where !own.headers.contains(name) {
            let values = request.headers.values(named: name)
            add(name, name == "cookie" ? values.compactMap { CookieList.line($0, without: own.cookies) } : values)
        }
        if !rules.cookies.isEmpty {
            let sent = request.headers.values(named: "cookie").flatMap { CookieList.pairs(of: $0) }
            for name in rules.cookies where !own.cookies.contains(name) {
                add(name, sent.filter { $0.name == name }.map { String($0.value) })
            }
        }
        if rules.readsAllHeaders { add("*", allHeaders(of: request, besides: own)) }
        if rules.readsCertificate { add("certificate", [request.clientCertificate?.value.jsonText ?? ""]) }
        if rules.readsClaims { add("claims", [request.identity?.lastingClaims ?? ""]) }
        return content
    }

    /// Names and values in turn, in the order of the names: on their way, others than the client may change the order.
    private func allHeaders(of request: ClientRequest, besides own: OwnCredentials) -> [String] {
        var headers: [String: [String]] = [:]
        request.headers.forEach { name, value in
            let name = name.lowercased()
            guard !RepeatRules.unheeded.contains(name), !own.headers.contains(name) else { return }
            let line = name == "cookie" ? CookieList.line(value, without: own.cookies) : value
            if let line { headers[name, default: []].append(line) }
        }
        return headers.sorted { $0.key < $1.key }.flatMap { [$0.key, String($0.value.count)] + $0.value }
    }
}

extension RepeatClaim {
    /// Where the credentials stand by which a client is known: who has asked belongs to the name, and they may be others by now.
    private struct OwnCredentials {
        private(set) var headers: Set<String> = []
        private(set) var cookies: [String] = []

        init(of identity: Identity?, by rules: RepeatRules) {
            guard let identity else { return }
            // Of a token that is bound to a key, each request has a proof of its own (RFC 9449).
            headers.insert("dpop")
            for place in rules.credentials[identity.way] ?? [] {
                switch place {
                case .header(let name): headers.insert(name.canonicalName)
                case .cookie(let name): cookies.append(name)
                case .query: break
                }
            }
        }
    }
}
