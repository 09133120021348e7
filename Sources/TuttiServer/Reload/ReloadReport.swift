/// What became of a reload.
package struct ReloadReport: Sendable {
    /// How it ended.
    package enum Outcome: Sendable, Equatable {
        /// New requests are served by the new plan.
        case applied(PlanChanges)
        /// The files have errors; what ran before still runs.
        case refused
        /// The gateway is being stopped; what runs is brought to its end.
        case draining
    }

    /// How it ended.
    package var outcome: Outcome
    /// The number of the generation that serves now.
    package var generation: Int
    /// What differs from what runs and takes a restart, in one sentence each without a full stop.
    package var takesRestart: [String] = []
    /// What was said of the files, as a JSON array.
    package var diagnostics = "[]"
}
