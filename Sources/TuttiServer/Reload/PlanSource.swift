/// Where a reload gets its plan from: the composition files, or a script in a test of the listener.
package protocol PlanSource: Sendable {
    /// Reads anew what is to be served.
    ///
    /// Called for one reload at a time, on a thread that has nothing else to do: it may take its time, and block.
    func load() -> LoadedPlan

    /// A reload has ended; called before whoever asked for it gets the report.
    func reloadEnded(_ report: ReloadReport)
}
