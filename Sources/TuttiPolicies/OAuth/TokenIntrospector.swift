/// Asks the server of tokens what they are worth (RFC 7662).
package protocol TokenIntrospector: Sendable {
    /// Now, in seconds since 1970.
    var secondsSince1970: Int { get }

    /// Asks about a token, once.
    ///
    /// - Parameters:
    ///   - token: the token, of visible ASCII.
    ///   - done: is called once, on any thread: with what the server says, or nil where it is away or makes no sense.
    func ask(_ token: Secret, _ done: @escaping @Sendable (IntrospectionResponse?) -> Void)
}
