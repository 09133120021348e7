/// What a way to authenticate makes of the credentials in a request.
package enum Authentication: Sendable {
    /// There are none of this way: another one may be asked.
    case absent
    /// They are good.
    case identity(Identity)
    /// They are good, and the client gets newer ones: these values of `Set-Cookie`, asked for when the response begins.
    ///
    /// There are none any more where something has happened meanwhile.
    case renewed(Identity, cookies: @Sendable () -> [String])
    /// They are over, which counts as if there were none, and the client is told to forget them by these values of `Set-Cookie`.
    ///
    /// The reason is for the access log, as that of a refusal.
    case ended(reason: String, cookies: [String])
    /// They are there, and not good: no other way is asked.
    case refused(AuthenticationRefusal)
    /// They are there, and may be of another way: the others are asked, and if none of them takes them, they are refused.
    case foreign(AuthenticationRefusal)
    /// Somebody else has to be asked: the closure begins that, and calls what it is given once, on any thread, with another case.
    ///
    /// What it returns gives up, when the client leaves meanwhile.
    case pending(@Sendable (_ done: @escaping @Sendable (Authentication) -> Void) -> (@Sendable () -> Void))
}
