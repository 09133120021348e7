internal import TuttiResilience

/// What `/metrics` says of reloads.
struct ReloadFigures: Sendable, Equatable {
    /// Reloads that were applied.
    private(set) var applied = 0
    /// Reloads that were refused because the files had errors.
    private(set) var refused = 0
    /// Whether the last one was applied; true before the first, as the gateway runs what it was started with.
    private(set) var isLastApplied = true
    /// When the files that are served were loaded, in seconds since 1970.
    private(set) var lastApplied = SystemClock.secondsSince1970

    /// The files were served from now on.
    mutating func countApplied() {
        applied &+= 1
        isLastApplied = true
        lastApplied = SystemClock.secondsSince1970
    }

    /// The files had errors.
    mutating func countRefused() {
        refused &+= 1
        isLastApplied = false
    }
}
