internal import TuttiCrypto
internal import TuttiJSON

/// A proof that a client has the key that its token is bound to: the header `DPoP` (RFC 9449, 4).
struct ProofOfPossession {
    /// The algorithms with which proofs may be signed: one of each kind of public key.
    ///
    /// Those of the issuer's tokens say nothing of its clients.
    static let algorithms: [SignatureAlgorithm] = [.es256, .edDSA, .ps256, .rs256]
    /// A longer proof is none: a key of RSA with 8,192 bits and a signature with it fit.
    static let longest = 8 << 10
    /// For how many seconds a proof is good after it was made, by the client's clock; it may be ahead by the leeway of the tokens.
    static let lifetime = 60
    /// The bytes that a key of RSA may have here: 4,096 bits.
    private static let longestModulus = 512
    /// Longer ones are no identifiers.
    private static let longestID = 256

    private let request: AuthenticationRequest
    private let origins: [String]
    private let crypto: Crypto
    private let replays: ReplayedProofs

    /// Proofs of a request, for an address of one of these origins; without any, for the one that the client has sent.
    init(_ request: AuthenticationRequest, origins: [String] = [], crypto: Crypto, replays: ReplayedProofs) {
        self.request = request
        self.origins = origins
        self.crypto = crypto
        self.replays = replays
    }

    /// A challenge for a token that is bound to a key (RFC 9449, 7.1).
    static func challenge(error: String, resourceMetadata: String?) -> String {
        let names = algorithms.map(\.rawValue).joined(separator: " ")
        let metadata = resourceMetadata.map { ", resource_metadata=\"\($0)\"" } ?? ""
        return "DPoP error=\"\(error)\", algs=\"\(names)\"" + metadata
    }

    /// Looks at the proof of a request for a token that is bound to a key with this thumbprint; what costs least comes first (RFC 9449, 4.3).
    ///
    /// - Parameters:
    ///   - thumbprint: of the key, by RFC 7638, 32 bytes.
    ///   - token: the SHA-256 of the token.
    ///   - leeway: how far the client's clock may be ahead, in seconds.
    /// - Throws: what is wrong with it.
    func check(key thumbprint: [UInt8], token: SHA256Digest, leeway: Int) throws(ProofDefect) {
        let sent = request.headers.values(named: "dpop")
        guard sent.count == 1, let text = sent.first else { throw .missing }
        guard text.utf8.count <= Self.longest, let proof = try? JSONWebSignature(text.utf8.span),
            proof.type == "dpop+jwt"
        else { throw .malformed }
        guard let algorithm = proof.algorithm, Self.algorithms.contains(algorithm) else { throw .algorithm }
        guard let claims = StrictJSON.object(proof.payload) else { throw .malformed }
        let id = try identifier(claims, leeway)
        guard let named = claims.member("ath")?.string, ASCII.equal(named, Base64URL.text(token.bytes)) else {
            throw .token
        }
        let key = try key(proof, algorithm, thumbprint)
        guard proof.isSigned(with: key, algorithm) else { throw .signature }
        guard replays.isFirst(id, of: thumbprint, for: Self.lifetime + leeway) else { throw .replayed }
    }

    /// `jti` of a proof that is for this request and of now.
    private func identifier(_ claims: JSONNode, _ leeway: Int) throws(ProofDefect) -> String {
        guard let id = claims.member("jti")?.string, (1...Self.longestID).contains(id.utf8.count) else {
            throw .malformed
        }
        guard let method = claims.member("htm")?.string, ASCII.equal(method, request.method),
            let text = claims.member("htu")?.string, let named = HTTPAddress(text), isOwn(named)
        else { throw .request }
        guard let made = claims.member("iat")?.number?.double, abs(made) < 1e12,
            made >= Double(request.secondsSince1970 - Self.lifetime),
            made <= Double(request.secondsSince1970 + leeway)
        else { throw .time }
        return id
    }

    private func isOwn(_ address: HTTPAddress) -> Bool {
        guard !origins.isEmpty else {
            return address
                == HTTPAddress(isSecure: request.isSecure, authority: request.authority, path: request.path)
        }
        return origins.contains { address == HTTPAddress($0 + request.path) }
    }

    /// The public key in the proof's header, when it is the one that the token is bound to.
    private func key(
        _ proof: JSONWebSignature, _ algorithm: SignatureAlgorithm, _ thumbprint: [UInt8]
    ) throws(ProofDefect) -> VerificationKey {
        guard let node = proof.header.member("jwk"), let key = try? JSONWebKey(node, index: 0) else { throw .key }
        // The client chooses the key, and so how long a verification takes.
        if case .rsa(let modulus, let exponent) = key.material {
            guard modulus.count <= Self.longestModulus, exponent.count <= 4 else { throw .key }
        }
        // A private part that is sent is one that somebody has read.
        guard !["d", "p", "q", "dp", "dq", "qi", "oth", "k"].contains(where: { node.member($0) != nil }),
            let found = KeyThumbprint.bytes(of: node, crypto)
        else { throw .key }
        guard equalInConstantTime(found.span, thumbprint.span) else { throw .foreign }
        guard let made = try? VerificationKey(key.material, algorithms: key.algorithms(of: [algorithm]), crypto: crypto)
        else { throw .key }
        return made
    }
}
