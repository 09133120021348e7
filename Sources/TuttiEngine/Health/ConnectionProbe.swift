package import TuttiResilience
package import TuttiUpstream

/// Opens connections and closes them again, to find out whether something listens: what a health check by `tcp` does.
package protocol ConnectionProbe: Sendable {
    /// Opens a connection to an instance and closes it; calls `ended` once, on any thread, with the failure or nil.
    func connect(
        to instance: UpstreamInstance, within time: TimeSpan, ended: @escaping @Sendable (UpstreamFailure?) -> Void)
}
