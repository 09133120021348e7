package import TuttiEngine
internal import TuttiPlan

extension CallOutcome {
    /// `ok`, `fallback (timeout)`.
    package var inWords: String { reason.map { "\(label) (\($0.rawValue))" } ?? label }
}
