internal import TuttiPlan
internal import TuttiUpstream

extension ServicePlan {
    /// Path and query as a call has them: without the base path of the instance that they went to.
    func target(of target: String, at origin: UpstreamOrigin) -> String {
        let base =
            instances
            .filter { $0.host == origin.host && $0.port == origin.port && target.hasPrefix($0.basePath + "/") }
            .map(\.basePath).max { $0.utf8.count < $1.utf8.count }
        return String(target.dropFirst(base?.count ?? 0))
    }
}
