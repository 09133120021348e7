internal import CCrypto

/// A function of SHA-2 (FIPS 180-4).
package enum HashFunction: Sendable {
    case sha256
    case sha384
    case sha512

    /// How long a hash is, in bytes.
    package var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    var code: ccrypto_hash {
        switch self {
        case .sha256: ccrypto_sha256
        case .sha384: ccrypto_sha384
        case .sha512: ccrypto_sha512
        }
    }
}
