/// Where a channel stands between its making and its end.
enum ChannelLife {
    /// It has been made. Can transition to: `registered`, `closed`.
    case fresh
    /// Its handlers were told that it is registered; there is no connection. Can transition to: `connecting`, `activating`, `closed`.
    case registered
    /// The system connects it. Can transition to: `activating`, `closed`.
    case connecting
    /// There is a connection, and its handlers have yet to be told. Can transition to: `active`, `closed`.
    case activating
    /// Its handlers were told of the connection. Can transition to: `closed`.
    case active
    /// It has no socket any more.
    case closed

    /// Whether there is a connection.
    var isActive: Bool { self == .active || self == .activating }
}
