internal import CCrypto

/// What a key is, as far as signatures are concerned.
package enum KeyKind: Sendable {
    case rsa
    case p256
    case p384
    case p521
    case ed25519
    /// Of an HMAC.
    case secret

    init?(_ code: ccrypto_kind) {
        switch code {
        case ccrypto_rsa: self = .rsa
        case ccrypto_p256: self = .p256
        case ccrypto_p384: self = .p384
        case ccrypto_p521: self = .p521
        case ccrypto_ed25519: self = .ed25519
        default: return nil
        }
    }

    /// How long a coordinate of a point on the curve is, in bytes; nil for what is no such curve.
    package var coordinateByteCount: Int? {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        case .rsa, .ed25519, .secret: nil
        }
    }
}
