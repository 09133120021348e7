/// What came of the redirects that an attempt met.
///
/// An object, so that the end of an attempt without one has one word for it.
final class RedirectTrail: Sendable {
    /// How many were followed.
    let followed: Int
    /// Why the last one is not, in words behind where it leads.
    let note: String?

    init(followed: Int, note: String? = nil) {
        self.followed = followed
        self.note = note
    }
}
