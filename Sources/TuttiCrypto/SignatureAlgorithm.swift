internal import CCrypto

/// An algorithm of a signature, by its name in JOSE (RFC 7518, 3.1; RFC 8037, 3.1).
package enum SignatureAlgorithm: String, Sendable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"

    /// What hashes the message; EdDSA hashes for itself, and is given SHA-512.
    package var hash: HashFunction {
        switch self {
        case .rs256, .ps256, .es256, .hs256: .sha256
        case .rs384, .ps384, .es384, .hs384: .sha384
        case .rs512, .ps512, .es512, .hs512, .edDSA: .sha512
        }
    }

    /// What a key must be to be used with it.
    package var keyKind: KeyKind {
        switch self {
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: .rsa
        case .es256: .p256
        case .es384: .p384
        case .es512: .p521
        case .edDSA: .ed25519
        case .hs256, .hs384, .hs512: .secret
        }
    }

    /// Whether whoever can verify can also sign.
    package var isSymmetric: Bool { keyKind == .secret }

    /// How libcrypto verifies it; nil for HMAC.
    var scheme: ccrypto_scheme? {
        switch self {
        case .rs256, .rs384, .rs512: ccrypto_pkcs1
        case .ps256, .ps384, .ps512: ccrypto_pss
        case .es256, .es384, .es512: ccrypto_ecdsa
        case .edDSA: ccrypto_eddsa
        case .hs256, .hs384, .hs512: nil
        }
    }
}
