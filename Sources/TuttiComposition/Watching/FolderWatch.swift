package import TuttiResilience

/// Decides when a folder that is looked at now and then is to be loaded anew.
///
/// A value without a clock or a file: its caller passes in what the folder looks like, and it returns what to do. A change is not
/// loaded before the folder has been the same twice in a row, since editors and deployments write in several steps.
package struct FolderWatch: Sendable {
    /// What to do next.
    package enum Action: Sendable, Equatable {
        /// Look again after so much time.
        case look(after: TimeSpan)
        /// Load the folder, then look again.
        case load
    }

    /// A folder at rest is looked at this often.
    package static let interval = TimeSpan.milliseconds(500)
    /// A folder that changes must have been the same for so long.
    package static let settling = TimeSpan.milliseconds(200)
    /// A folder that never comes to rest, or that is gone, is loaded after so long: whoever looks after it is to see the
    /// diagnostics.
    package static let patience = TimeSpan.seconds(2)
    /// Looking may take this share of a processor: a folder that takes 50 ms to look at has an interval of 2.5 s.
    private static let share: Int64 = 50

    private enum State {
        /// The folder is as it was when it was loaded. Can transition to: changing.
        case resting
        /// It looked so the last time, and differs since that moment. Can transition to: changing, resting.
        case changing(FolderFingerprint, since: MonotonicTime)
    }

    private var loaded: FolderFingerprint
    private var state = State.resting

    /// A watch over a folder that looked so before it was loaded.
    package init(loaded: FolderFingerprint) {
        self.loaded = loaded
    }

    /// What is to be looked at beside the folder.
    package var files: [String] { Array(loaded.files.keys) }

    /// So the files beside the folder looked when they were read.
    package mutating func filesWereRead(_ files: [String: FileStamp]) {
        loaded.files = files
    }

    /// The folder was looked at, which took `effort`.
    ///
    /// What it looked like then counts as loaded with ``Action/load``: a change during the load is seen the next time.
    package mutating func looked(_ now: FolderFingerprint, at time: MonotonicTime, effort: TimeSpan) -> Action {
        guard now != loaded else {
            state = .resting
            return .look(after: max(Self.interval, Self.scaled(effort)))
        }
        guard case .changing(let last, let since) = state else {
            state = .changing(now, since: time)
            return .look(after: Self.settling)
        }
        guard now == last && now.isWhole || time - since >= Self.patience else {
            state = .changing(now, since: since)
            return .look(after: Self.settling)
        }
        loaded = now
        state = .resting
        return .load
    }

    private static func scaled(_ effort: TimeSpan) -> TimeSpan {
        let (product, overflow) = effort.nanoseconds.multipliedReportingOverflow(by: share)
        return TimeSpan(nanoseconds: overflow ? .max : product)
    }
}
