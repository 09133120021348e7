internal import CAres

/// c-ares as a whole.
enum CAresLibrary {
    /// Loads it, once, at the first look, which Swift guards against a second: nil, or why it can't be used.
    static let failure: String? = cares_load().map { String(cString: $0) }
}
