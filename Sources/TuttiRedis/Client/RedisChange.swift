/// What has changed about a server of Redis: told once, not with each command.
package enum RedisChange: Sendable, Hashable {
    /// It can be used: at the beginning, or again.
    case came
    /// It can't be reached, for that reason.
    case went(RedisOpeningFailure)
    /// Half of what it was asked had no reply in time: it is not asked for a while.
    case rests
    /// It answers again.
    case answers
    /// It refuses commands with this code, for the first time in a while.
    case refuses(code: String)
}
