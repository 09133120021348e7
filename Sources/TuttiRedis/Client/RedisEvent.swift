/// What a subscriber hears of one connection.
package enum RedisEvent: Sendable, Equatable {
    /// A connection is there, and the commands of the subscriber were carried out on it.
    case began
    /// It is there and can't carry them out: RESP2 is spoken on it.
    case unsupported
    /// The server said something unasked: `invalidate` with keys, for instance, or `nil` for all keys.
    case pushed([RedisValue])
    /// It is lost: what was said meanwhile will never be heard.
    case ended
}
