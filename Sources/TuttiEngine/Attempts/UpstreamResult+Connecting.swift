internal import TuttiUpstream

extension UpstreamResult {
    /// Whether nothing was sent because the instance can't be connected to.
    var isUnconnected: Bool {
        guard case .failure(let failure) = self else { return false }
        // Where this side has no descriptor left, it has none for another instance either.
        return failure.phase == .connecting && failure.reason != .canceled && failure.reason != .overloaded
    }
}
