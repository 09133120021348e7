/// Why something is no set of keys.
package enum JSONWebKeySetDefect: Error, Sendable, Equatable, CustomStringConvertible {
    case tooLong
    case noJSON
    case noSet
    case tooMany(Int)
    case mixed

    /// A sentence without its full stop.
    package var description: String {
        switch self {
        case .tooLong: "it is longer than \(JSONWebKeySet.longest >> 20) MiB"
        case .noJSON: "it is neither an object of JSON nor a PUBLIC KEY or CERTIFICATE in PEM"
        case .noSet: "it is not a JWK Set: an object with a list `keys`"
        case .tooMany(let count): "it has \(count) keys, and may have \(JSONWebKeySet.most)"
        case .mixed: "it has both secrets and public keys"
        }
    }
}
