internal import NIOCore
internal import NIOSSL
internal import TuttiTLS

/// Why there is no connection, in words that may be logged: nothing of it is the server's text.
package enum RedisOpeningFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name has no address.
    case unknownName
    /// Nobody listens there, or the network is down.
    case unreachable
    /// It took too long.
    case timeout
    /// TLS could not be spoken.
    case tls
    /// The connection was closed.
    case closed
    /// A reply had been missing for a second.
    case stuck
    /// What came was no reply.
    case nonsense(RedisDefect)
    /// The server has refused a command at the beginning with this code.
    case refused(code: String)
    /// The server is a replica, and the primary is wanted.
    case notPrimary
    /// No sentinel knows the primary.
    case noPrimaryKnown

    /// The failure of an attempt to connect.
    init(connecting error: any Error) {
        switch error {
        case ChannelError.connectTimeout: self = .timeout
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError, is PeerName.Mismatch, is ClientTLS.Unusable:
            self = .tls
        case ChannelError.eof: self = .closed
        default: self = .unreachable
        }
    }

    package var description: String {
        switch self {
        case .unknownName: "its name has no address"
        case .unreachable: "nobody listens there"
        case .timeout: "it does not answer in time"
        case .tls: "TLS failed: see `tls` of `redis`, and the certificate of the server"
        case .closed: "the connection was closed"
        case .stuck: "it had not answered for a second"
        case .nonsense(let defect): "what it says is not the protocol of Redis: \(defect.rawValue)"
        case .refused("LOADING"): "it is loading its data"
        case .refused("WRONGPASS"): "it refuses the user or the password"
        case .refused("NOAUTH"): "it wants a password"
        case .refused("NOPERM"): "the user lacks a permission (docs/redis.md has the list)"
        case .refused(let code): "it answered \(code)"
        case .notPrimary: "it is a replica, not the primary"
        case .noPrimaryKnown: "no sentinel knows the primary"
        }
    }
}
