/// What a key is made of.
package enum KeyMaterial: Sendable, Equatable {
    /// Modulus and exponent, unsigned, the most significant byte first.
    case rsa(modulus: [UInt8], exponent: [UInt8])
    /// A point on a curve: coordinates of the length that the curve has.
    case point(curve: KeyKind, x: [UInt8], y: [UInt8])
    /// A public key of Ed25519, 32 bytes.
    case ed25519([UInt8])
    /// The secret of an HMAC.
    case secret([UInt8])
    /// The first `PUBLIC KEY` or `CERTIFICATE` of a text in PEM (RFC 7468).
    case pem([UInt8])

    /// What a key of it is; nil where that has to be read first.
    package var kind: KeyKind? {
        switch self {
        case .rsa: .rsa
        case .point(let curve, _, _): curve
        case .ed25519: .ed25519
        case .secret: .secret
        case .pem: nil
        }
    }

    /// Looks at what can be seen without libcrypto: sizes, but not whether a point is on its curve.
    ///
    /// - Throws: what is wrong.
    package func check() throws(UnusableKey) {
        switch self {
        case .rsa(let modulus, let exponent):
            let exponent = Array(exponent.drop { $0 == 0 })
            guard let last = exponent.last, last & 1 == 1, exponent != [1], exponent.count <= 8 else {
                throw .rsaExponent
            }
            let modulus = modulus.drop { $0 == 0 }
            let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
            guard VerificationKey.rsaBits.contains(bits) else { throw .rsaBits(bits) }
            guard let lowest = modulus.last, lowest & 1 == 1 else { throw .noKey }
        case .point(let curve, let x, let y):
            guard let length = curve.coordinateByteCount, x.count == length, y.count == length else { throw .noKey }
        case .ed25519(let bytes):
            guard bytes.count == 32 else { throw .noKey }
        case .secret(let bytes):
            guard bytes.count >= HashFunction.sha256.byteCount else { throw .shortSecret(bytes: bytes.count) }
        case .pem: break
        }
    }
}
