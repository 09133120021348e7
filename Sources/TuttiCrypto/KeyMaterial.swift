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
}
