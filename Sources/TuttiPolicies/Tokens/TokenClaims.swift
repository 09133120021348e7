package import TuttiJSON

/// What a token says (RFC 7519, 4), read and not judged.
package struct TokenClaims: Sendable {
    /// All of it, an object.
    package let root: JSONNode
    /// `iss`.
    package let issuer: String?
    /// `sub`.
    package let subject: String?
    /// `aud`, whether it is one text or a list.
    package let audiences: [String]
    /// `exp`, in seconds since 1970; a token without has ended.
    package let expiry: Double?
    /// `nbf` and `iat`, in seconds since 1970.
    package let beginnings: [Double]
    /// To which key of the client it is bound.
    package let confirmation: TokenConfirmation?

    /// The claims of a payload.
    package init(_ payload: [UInt8]) throws(TokenDefect) {
        guard let root = StrictJSON.object(payload) else { throw .claims }
        self.root = root
        issuer = try Self.text("iss", of: root)
        subject = try Self.text("sub", of: root)
        audiences = try Self.audiences(of: root)
        expiry = try Self.date("exp", of: root)
        beginnings = try [Self.date("nbf", of: root), Self.date("iat", of: root)].compactMap { $0 }
        confirmation = root.member("cnf").map(TokenConfirmation.init)
    }

    private static func text(_ name: String, of root: JSONNode) throws(TokenDefect) -> String? {
        guard let member = root.member(name) else { return nil }
        guard let text = member.string else { throw .claims }
        return text
    }

    private static func audiences(of root: JSONNode) throws(TokenDefect) -> [String] {
        guard let member = root.member("aud") else { return [] }
        if let text = member.string { return [text] }
        let texts = member.elements.compactMap(\.string)
        guard member.kind == .array, texts.count == member.count else { throw .claims }
        return texts
    }

    /// A NumericDate (RFC 7519, 2); one that no calendar has is refused.
    private static func date(_ name: String, of root: JSONNode) throws(TokenDefect) -> Double? {
        guard let member = root.member(name) else { return nil }
        guard let seconds = member.number?.double, abs(seconds) < 1e12 else { throw .claims }
        return seconds
    }

    /// Whether these are the claims that the rules ask for, at a time in seconds since 1970.
    ///
    /// - Throws: which of them is not.
    package func check(_ rules: TokenRules, at now: Int) throws(TokenDefect) {
        guard let issuer, ASCII.equal(issuer, rules.issuer) else { throw .issuer }
        if let wanted = rules.audiences {
            guard audiences.contains(where: { audience in wanted.contains { ASCII.equal($0, audience) } }) else {
                throw .audience
            }
        }
        let leeway = Double(rules.leeway)
        guard let expiry, Double(now) < expiry + leeway else { throw .expired }
        guard beginnings.allSatisfy({ $0 <= Double(now) + leeway }) else { throw .early }
    }
}
