package import TuttiPlan
package import TuttiResilience

/// How the listeners of a gateway run: addresses, bounds, and what happens at the end.
package struct ServerConfiguration: Sendable {
    /// Where clients connect, and what they speak there.
    package var listeners: [ListenerPlan]
    /// Where health, readiness and metrics are served; nil serves none.
    package var admin: ListenAddress?
    /// What one client, and all of them together, may ask of the listener.
    package var limits: ConnectionLimits
    /// How the process's descriptors are shared out; nil shares nothing out.
    package var descriptors: DescriptorBudget?
    /// How long readiness has been false before the listener closes, so that load balancers notice first.
    package var drainDelay: TimeSpan = .zero
    /// How long running requests may still take once the listener has closed.
    package var drainLimit: TimeSpan = .seconds(10)
    /// What writes the access log; nil writes none.
    package var accessLog: LogWriter?
    /// What writes messages, for the count of those it drops; nil when the access log's writer does, whose count has them.
    package var messages: LogWriter?
    /// Whether the access log has the query, which often holds personal data.
    package var logsQuery = false

    /// A configuration for the addresses and bounds of `gateway.yaml`, with defaults for the rest.
    package init(settings: GatewaySettings) {
        listeners = settings.listeners
        admin = settings.admin
        limits = ConnectionLimits(settings.bounds, body: settings.maximumRequestBody)
        limits.proxies = settings.trustedProxies
    }
}
