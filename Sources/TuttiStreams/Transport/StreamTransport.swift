internal import NIOCore
package import TuttiChannels
internal import TuttiPlan
package import TuttiResilience
internal import TuttiTLS
package import TuttiUpstream

/// The adapter for real sockets: HTTP/1.1 over channels of a worker's reactor, with a pool of connections for each instance.
///
/// Used on the worker's thread alone, once it is made.
package final class StreamTransport: UpstreamStreams {
    private let network: StreamNetwork
    private let limits: InstancePool.Limits
    private var instances: [ConnectionPlace: InstanceConnections] = [:]
    /// At how many of them those that nobody uses are looked for.
    private var sweepCount = 16
    /// How connections over TLS are made, for plans that say something of it.
    private var tls: [ServiceTLSPlan: ClientTLS] = [:]

    /// A transport on the event loop of a worker.
    package convenience init(
        on eventLoop: ReactorEventLoop, configuration: StreamConfiguration = StreamConfiguration()
    ) {
        self.init(on: eventLoop, names: NameResolver(on: eventLoop), configuration: configuration)
    }

    /// A transport that finds addresses in that way.
    init(on eventLoop: ReactorEventLoop, names: NameResolver, configuration: StreamConfiguration) {
        network = StreamNetwork(
            eventLoop: eventLoop, names: names,
            descriptorCeiling: configuration.descriptorCeiling)
        limits = InstancePool.Limits(
            connections: configuration.connectionsPerInstance, waiting: configuration.waitingPerInstance)
    }

    package func open(_ request: StreamedRequest, observer: any UpstreamStreamObserver) -> any UpstreamStream {
        let exchange = StreamExchange(
            request, over: connections(to: request.instance), network: network, observer: observer)
        network.eventLoop.assumeIsolated().execute { exchange.start() }
        return exchange
    }

    package func reach(
        _ instance: UpstreamInstance, within time: TimeSpan, ended: @escaping @Sendable (UpstreamFailure?) -> Void
    ) {
        ReachAttempt(to: instance, until: SystemClock.now + time, network: network, ended: ended).start()
    }

    /// What there is at the moment.
    package var figures: StreamFigures {
        instances.values.reduce(into: StreamFigures()) { figures, instance in instance.add(to: &figures) }
    }

    package var connections: (all: Int, idle: Int) {
        let figures = figures
        return (figures.connections, figures.idle)
    }

    package var unsent: Int { figures.unsent }

    /// Closes the connections that nobody uses.
    package func closeIdle() {
        for instance in instances.values { instance.shutDown() }
    }

    private func connections(to instance: UpstreamInstance) -> InstanceConnections {
        let place = ConnectionPlace(instance)
        if let known = instances[place] { return known }
        // Instances come and go: those that nobody uses are not kept. Looking through all of them is shared out among those that come.
        if instances.count >= sweepCount {
            instances = instances.filter { !$0.value.isUnused }
            sweepCount = max(2 * instances.count, 16)
            if !tls.isEmpty {
                let used = Set(instances.keys.compactMap(\.connection.tls))
                tls = tls.filter { used.contains($0.key) }
            }
        }
        let connections = InstanceConnections(
            to: instance, tls: clientTLS(instance.connection.tls), limits: limits, network: network)
        instances[place] = connections
        return connections
    }

    private func clientTLS(_ plan: ServiceTLSPlan?) -> ClientTLS {
        guard let plan else { return .machine }
        if let known = tls[plan] { return known }
        let made = ClientTLS(plan, protocols: ["http/1.1"])
        tls[plan] = made
        return made
    }
}
