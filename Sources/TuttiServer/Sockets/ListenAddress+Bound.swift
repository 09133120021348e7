internal import TuttiPlan
internal import TuttiReactor

extension ListenAddress {
    /// What a socket is bound to.
    init(bound: SystemSocket.Endpoint) {
        if bound.host.hasPrefix(Self.pathScheme) {
            self.init(path: String(bound.host.dropFirst(Self.pathScheme.count)))
        } else {
            self.init(host: bound.host, port: bound.port)
        }
    }
}
