/// Why a key can't be used to verify signatures.
package enum UnusableKey: Error, Equatable, CustomStringConvertible {
    /// It is no key, or one of a kind that no algorithm is for; a point that is not on its curve, as well.
    case noKey
    /// An RSA key with too few or too many bits.
    case rsaBits(Int)
    /// An RSA key with an exponent that is even, 1 or longer than 64 bits.
    case rsaExponent
    /// A secret that is shorter than the hashes of all algorithms that are allowed.
    case shortSecret(bytes: Int)
    /// The key is good, but none of the algorithms is for it.
    case noAlgorithm(KeyKind)

    /// What is wrong, to be put after "the key ".
    package var description: String {
        switch self {
        case .noKey: "is none, or its point is not on the curve"
        case .rsaBits(let bits):
            "has \(bits) bits; RSA keys have \(VerificationKey.rsaBits.lowerBound) to \(VerificationKey.rsaBits.upperBound)"
        case .rsaExponent: "has an exponent that is even, 1, or longer than 64 bits"
        case .shortSecret(let bytes): "has \(bytes) bytes, fewer than the hash of its algorithm"
        case .noAlgorithm: "is of a kind that none of the algorithms is for"
        }
    }
}
