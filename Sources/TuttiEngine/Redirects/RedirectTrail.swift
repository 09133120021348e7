/// How many redirects an attempt has followed, and why it did not follow another one.
///
/// A class, so that an end without redirects spends one word on it.
final class RedirectTrail: Sendable {
    /// How many were followed.
    let followed: Int
    /// Why the last one was not followed, as the end of a message; nil when it was.
    let note: String?

    init(followed: Int, note: String? = nil) {
        self.followed = followed
        self.note = note
    }
}
