package import TuttiCrypto

extension SignatureAlgorithm {
    /// The algorithm of a name in JOSE, in its case; `Ed25519` is the newer name for what `EdDSA` is here (RFC 9864).
    package init?(named name: String) {
        if ASCII.equal(name, "Ed25519") {
            self = .edDSA
        } else {
            guard let found = Self.allCases.first(where: { ASCII.equal($0.rawValue, name) }) else { return nil }
            self = found
        }
    }

    /// Whether both sign in the same way, up to the hash and the curve, so that a key for one of them is as good for the other.
    func isOfFamily(of other: SignatureAlgorithm) -> Bool {
        keyKind == other.keyKind && rawValue.utf8.first == other.rawValue.utf8.first
    }
}
