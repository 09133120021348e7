/// A fixed number of workers, started and ended together.
package struct CurlTransports: Sendable {
    /// The workers; at least one.
    package let all: [CurlTransport]

    /// Starts so many workers, at least one, named `worker-0`, `worker-1` and so on.
    package static func start(
        count: Int, configuration: CurlTransportConfiguration = CurlTransportConfiguration()
    ) async throws(CurlTransportError) -> CurlTransports {
        var transports: [CurlTransport] = []
        for index in 0..<max(count, 1) {
            var named = configuration
            named.name = "\(configuration.name)-\(index)"
            do {
                transports.append(try CurlTransport(configuration: named))
            } catch {
                await CurlTransports(all: transports).shutDown()
                throw error
            }
        }
        return CurlTransports(all: transports)
    }

    /// Ends all workers; see ``CurlTransport/shutDown()``.
    package func shutDown() async {
        for transport in all { await transport.shutDown() }
    }
}
