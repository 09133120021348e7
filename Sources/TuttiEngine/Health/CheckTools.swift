internal import TuttiUpstream

/// What checks are made with.
struct CheckTools: Sendable {
    /// Sends requests, of one worker.
    let runtime: any UpstreamRuntime
    /// Opens connections.
    let probe: any ConnectionProbe
    /// Keep connections open, of each worker one.
    var warmers: [any ConnectionWarmer] = []
}
