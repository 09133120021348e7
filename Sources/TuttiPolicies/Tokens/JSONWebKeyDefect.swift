package import TuttiCrypto

/// Why a key of a set is passed over.
package enum JSONWebKeyDefect: Error, Sendable, Equatable, CustomStringConvertible {
    /// Not what RFC 7517 and 7518 say of a key.
    case malformed
    /// A `kty` that is not known.
    case type
    /// A curve that no algorithm here is for.
    case curve
    /// An `alg` that is none of a signature, or not known.
    case algorithm
    /// It is for something else, by its `use` or its `key_ops`.
    case use
    /// The key can't be used.
    case unusable(UnusableKey)

    /// What is wrong, to be put after "the key ".
    package var description: String {
        switch self {
        case .malformed: "is not written as RFC 7517 and 7518 say"
        case .type: "has a kty that is not known"
        case .curve: "has a curve that no algorithm here is for"
        case .algorithm: "is for an algorithm that is not known"
        case .use: "is not for verifying signatures"
        case .unusable(let why): why.description
        }
    }
}
