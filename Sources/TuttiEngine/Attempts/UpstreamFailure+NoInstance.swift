internal import TuttiUpstream

extension UpstreamFailure {
    /// There is no instance that a request could be sent to.
    static var noInstance: UpstreamFailure {
        UpstreamFailure(.connect, "its service has no instance", phase: .connecting)
    }
}
