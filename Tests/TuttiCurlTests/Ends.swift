import TuttiUpstream

/// Keeps the ends that it is told of.
final class Ends: UpstreamObserver {
    let all = Recorder<(tag: Int, result: UpstreamResult)>()

    func exchangeEnded(_ tag: Int, _ result: UpstreamResult) {
        all.append((tag, result))
    }
}
