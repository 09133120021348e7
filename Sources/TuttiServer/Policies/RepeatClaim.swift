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
        let identity = request.identity
        var content = [String(path), request.query]
        for name in ["content-type", "content-encoding"] + rules.headers {
            // Who has asked belongs to the name, and a token may be another one by now.
            if identity != nil, RepeatRules.credentials.contains(name) { continue }
            let values = request.headers.values(named: name)
            content.append(name)
            content.append(String(values.count))
            content += values
        }
        return RepeatedRequest(
            // Whose key it is belongs to it: nobody gets what was answered to somebody else.
            // Where credentials name nobody, all that they say stands for whoever has them.
            name: [
                rules.endpoint, identity?.way ?? "", identity.map { $0.subject ?? $0.claims.jsonText } ?? "", key.text,
            ], content: content, body: request.body, by: crypto)
    }
}
