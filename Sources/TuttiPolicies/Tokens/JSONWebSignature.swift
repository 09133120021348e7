package import TuttiCrypto
internal import TuttiJSON

/// A JSON Web Signature in compact form (RFC 7515, 3.1), taken apart; nothing of it is verified yet.
///
/// Exactly two dots, base64url in its one spelling, a header without repeated members. Where keys come from is never read from the header:
/// `jku`, `x5u` and `x5c` are not looked at, nor is `jwk` of a token (RFC 8725, 3.10): ``ProofOfPossession`` alone reads it. No extension is understood, so none may be critical.
package struct JSONWebSignature: Sendable {
    /// The bytes that a token may have.
    package static let longest = 16 << 10

    /// The algorithm that the header names; nil for one that is not known, such as `none`.
    package let algorithm: SignatureAlgorithm?
    /// Which key it names.
    package let keyID: String?
    /// `typ` in lower case, and without `application/` (RFC 7515, 4.1.9).
    package let type: String?
    /// What was signed over, after the header.
    package let payload: [UInt8]

    /// The whole header, an object.
    let header: JSONNode
    private let signed: [UInt8]
    private let signature: [UInt8]

    /// The parts of a token.
    package init(_ token: Span<UInt8>) throws(TokenDefect) {
        guard token.count <= Self.longest else { throw .tooLong }
        let dots = token.indices.filter { token[$0] == UInt8(ascii: ".") }
        guard dots.count == 2, let first = dots.first, let second = dots.last,
            let header = Base64URL.bytes(token.extracting(..<first)), !header.isEmpty,
            let payload = Base64URL.bytes(token.extracting((first + 1)..<second)),
            let signature = Base64URL.bytes(token.extracting((second + 1)...))
        else { throw .malformed }
        self.payload = payload
        self.signature = signature
        var signed: [UInt8] = []
        signed.reserveCapacity(second)
        for place in 0..<second { signed.append(token[place]) }
        self.signed = signed

        guard let members = StrictJSON.object(header) else { throw .malformed }
        self.header = members
        guard members.member("crit") == nil else { throw .critical }
        guard let name = members.member("alg")?.string else { throw .malformed }
        algorithm = SignatureAlgorithm(named: name)
        keyID = try Self.text("kid", of: members)
        type = try Self.text("typ", of: members).map(Self.mediaType)
    }

    private static func text(_ name: String, of header: JSONNode) throws(TokenDefect) -> String? {
        guard let member = header.member(name) else { return nil }
        guard let text = member.string else { throw .malformed }
        return text
    }

    /// A media type in lower case, and without `application/`.
    package static func mediaType(_ text: String) -> String {
        let lower = Array(text.utf8.map(ASCII.lowercased))
        let prefix = Array("application/".utf8)
        return String(decoding: lower.starts(with: prefix) ? lower[prefix.count...] : lower[...], as: UTF8.self)
    }

    /// Whether it was signed with this key and that algorithm.
    package func isSigned(with key: VerificationKey, _ algorithm: SignatureAlgorithm) -> Bool {
        key.verifies(signature.span, of: signed.span, with: algorithm)
    }
}
