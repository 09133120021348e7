internal import TuttiPlan
internal import TuttiTLS

/// What the connections of a listener speak.
struct ConnectionProtocols: Sendable {
    /// What clients have to speak before anything else; nil for none.
    let tls: ServerTLS?
    /// What holds for all requests.
    let rules: ListenerRules

    /// HTTP/1.1 without TLS.
    static let plain = ConnectionProtocols(tls: nil, rules: ListenerRules())

    private init(tls: ServerTLS?, rules: ListenerRules) {
        self.tls = tls
        self.rules = rules
    }

    /// What the plan of a listener says; reading the certificates takes some time.
    init(_ plan: ListenerPlan) throws(ServerTLS.Unusable) {
        if let tls = plan.tls {
            self.tls = try ServerTLS(tls, protocols: ["http/1.1"])
        } else {
            tls = nil
        }
        rules = ListenerRules(
            isSecure: plan.tls != nil, httpsPort: plan.httpsPort,
            strictTransportSecurity: plan.tls?.strictTransportSecurity)
    }
}
