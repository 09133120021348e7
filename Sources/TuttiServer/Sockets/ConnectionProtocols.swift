internal import TuttiPlan
internal import TuttiTLS

/// What the connections of a listener speak.
struct ConnectionProtocols: Sendable {
    /// Whether a header of the PROXY protocol comes before anything else.
    let hasProxyHeaders: Bool
    /// What clients have to speak before HTTP; nil for none.
    let tls: ServerTLS?
    /// Whether clients without TLS may begin with HTTP/2.
    let takesPrefaces: Bool
    /// What holds for all requests.
    let rules: ListenerRules

    /// HTTP/1.1 without TLS.
    static let plain = ConnectionProtocols()

    private init() {
        hasProxyHeaders = false
        tls = nil
        takesPrefaces = false
        rules = ListenerRules()
    }

    /// What the plan of a listener says; reading the certificates takes some time.
    init(_ plan: ListenerPlan) throws(ServerTLS.Unusable) {
        if let tls = plan.tls {
            self.tls = try ServerTLS(tls, protocols: plan.http2 == .never ? ["http/1.1"] : ["h2", "http/1.1"])
        } else {
            tls = nil
        }
        hasProxyHeaders = plan.hasProxyHeaders
        takesPrefaces = plan.tls == nil && plan.http2 == .priorKnowledge
        rules = ListenerRules(
            isSecure: plan.tls != nil, httpsPort: plan.httpsPort,
            strictTransportSecurity: plan.tls?.strictTransportSecurity, asksForCertificates: plan.tls?.clients != nil)
    }
}
