/// Where the keys of an issuer come from: one snapshot at a time, which all threads look at.
package protocol TokenKeySource: Sendable {
    /// The keys that are held now; nil before the first are there.
    var keys: TokenKeys? { get }

    /// A number that another one takes the place of when the keys have changed.
    var version: Int { get }

    /// Whether there is somebody to ask for newer keys, who was not asked a moment ago, or is being asked now.
    var mayRenew: Bool { get }

    /// Asks for newer keys, because there are none, or because a token names one that isn't there.
    ///
    /// - Parameter done: is called once, on any thread, when they are there or can't be had.
    /// - Returns: whether `done` will be called.
    func renew(_ done: @escaping @Sendable () -> Void) -> Bool
}
