/// Why a command has no reply that can be used.
package enum RedisFailure: Error, Sendable, Hashable {
    /// There is no connection.
    case unavailable
    /// The breaker is open, or the connection has not answered in time what was sent before: nothing was sent.
    case resting
    /// As many commands are under way as may be: nothing was sent.
    case overloaded
    /// There was no reply in time; the command may be carried out all the same.
    case timeout
    /// The connection has ended meanwhile; the command may have been carried out.
    case lost
    /// Redis has refused it.
    case refused(RedisError)

    /// Its name in metrics, and the only part of it for a log.
    package var label: String {
        switch self {
        case .unavailable: "unavailable"
        case .resting: "resting"
        case .overloaded: "overloaded"
        case .timeout: "timeout"
        case .lost: "lost"
        case .refused: "refused"
        }
    }
}
