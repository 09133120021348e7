/// What became of a call that changes something, as far as that is to be undone.
enum WriteFate: Sendable, Equatable {
    /// It was done, and its result is known.
    case done
    /// It may have been done: no response came, or one that doesn't say no.
    case unknown
}
