internal import NIOCore
package import TuttiChannels
package import TuttiUpstream

/// The adapter for real sockets: HTTP/1.1 over channels of a worker's reactor, with a pool of connections for each instance.
///
/// Used on the worker's thread alone, once it is made.
package final class StreamTransport: UpstreamStreams {
    private let network: StreamNetwork
    private let limits: InstancePool.Limits
    private var instances: [UpstreamOrigin: InstanceConnections] = [:]

    /// A transport on the event loop of a worker.
    package init(on eventLoop: ReactorEventLoop, configuration: StreamConfiguration = StreamConfiguration()) {
        network = StreamNetwork(
            eventLoop: eventLoop, names: NameResolver(on: eventLoop), tls: configuration.tls,
            descriptorCeiling: configuration.descriptorCeiling)
        limits = InstancePool.Limits(
            connections: configuration.connectionsPerInstance, waiting: configuration.waitingPerInstance)
    }

    package func open(_ request: StreamedRequest, observer: any UpstreamStreamObserver) -> any UpstreamStream {
        let exchange = StreamExchange(request, over: instance(request.origin), network: network, observer: observer)
        network.eventLoop.assumeIsolated().execute { exchange.start() }
        return exchange
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

    private func instance(_ origin: UpstreamOrigin) -> InstanceConnections {
        if let known = instances[origin] { return known }
        // Instances come and go with the files: those that nobody uses are not kept.
        instances = instances.filter { !$0.value.isUnused }
        let instance = InstanceConnections(to: origin, limits: limits, network: network)
        instances[origin] = instance
        return instance
    }
}
