internal import CCrypto

/// A key that verifies signatures of certain algorithms, from any thread.
///
/// RSA keys have 2,048 to 8,192 bits (RFC 7518, 3.3; larger ones take too long) and an odd exponent of at most 64 bits; secrets are at
/// least as long as the hash (RFC 7518, 3.2).
package final class VerificationKey: Sendable {
    /// The bits that a key of RSA may have.
    package static let rsaBits = 2048...8192

    /// What the key is.
    package let kind: KeyKind

    /// The algorithms that it verifies, in the order in which they were given.
    package let algorithms: [SignatureAlgorithm]

    private let verifiers: [Verifier]

    /// A key for those of the algorithms that fit it.
    ///
    /// - Throws: what is wrong with the key, or that no algorithm fits.
    package init(
        _ material: KeyMaterial, algorithms: [SignatureAlgorithm], crypto: Crypto
    ) throws(UnusableKey) {
        let (kind, verifiers) = try Self.prepared(material, algorithms, crypto)
        self.kind = kind
        self.verifiers = verifiers
        self.algorithms = verifiers.map(\.algorithm)
    }

    /// Whether `signature` is one of `message` with this key and that algorithm.
    ///
    /// Signatures of ECDSA are r and s (RFC 7518, 3.4). False for an algorithm that is not among ``algorithms``.
    package func verifies(
        _ signature: Span<UInt8>, of message: Span<UInt8>, with algorithm: SignatureAlgorithm
    ) -> Bool {
        guard let verifier = verifiers.first(where: { $0.algorithm == algorithm }) else { return false }
        return verifier.verifies(signature, of: message)
    }

    private static func prepared(
        _ material: KeyMaterial, _ algorithms: [SignatureAlgorithm], _ crypto: Crypto
    ) throws(UnusableKey) -> (KeyKind, [Verifier]) {
        let verifiers: [Verifier]
        let kind: KeyKind
        if case .secret(let secret) = material {
            kind = .secret
            let fitting = algorithms.filter { $0.isSymmetric }
            verifiers = fitting.filter { secret.count >= $0.hash.byteCount }
                .map { Verifier(algorithm: $0, key: .secret(secret, crypto)) }
            if verifiers.isEmpty, !fitting.isEmpty { throw .shortSecret(bytes: secret.count) }
        } else {
            let key = try PublicKey(material)
            kind = key.kind
            var made: [Verifier] = []
            for algorithm in algorithms where algorithm.keyKind == kind {
                guard let verifier = PublicVerifier(key, algorithm) else { throw .noKey }
                made.append(Verifier(algorithm: algorithm, key: .public(verifier)))
            }
            verifiers = made
        }
        guard !verifiers.isEmpty else { throw .noAlgorithm(kind) }
        return (kind, verifiers)
    }

    private struct Verifier: Sendable {
        enum Key: Sendable {
            case secret([UInt8], Crypto)
            case `public`(PublicVerifier)
        }

        let algorithm: SignatureAlgorithm
        let key: Key

        func verifies(_ signature: Span<UInt8>, of message: Span<UInt8>) -> Bool {
            switch key {
            case .public(let verifier): return verifier.verifies(signature, of: message)
            case .secret(let secret, let crypto):
                let code = crypto.authenticationCode(of: message, secret: secret.span, with: algorithm.hash)
                return equalInConstantTime(code.span, signature)
            }
        }
    }
}
