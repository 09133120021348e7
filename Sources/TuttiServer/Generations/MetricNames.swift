/// Where each endpoint, each route and each service is counted, by name.
///
/// A name has the same index for as long as the process runs, whichever files are loaded. So its counters go on over a
/// reload, and those of a name that is removed and comes back go on where they stopped. An index costs 0.3 kB on each event loop that
/// has counted something there.
struct MetricNames: Sendable {
    /// The index of requests without an endpoint.
    static let noEndpoint = 0

    /// The endpoints and routes by index: `none`, then `GET /profile/{id}` and so on.
    private(set) var endpoints = ["none"]
    /// The services by index.
    private(set) var services: [String] = []

    private var endpointIndices: [String: Int] = [:]
    private var serviceIndices: [String: Int] = [:]

    /// Gives an index to each name that has none.
    mutating func add(endpoints names: [String], services: [String]) {
        for name in names where endpointIndices[name] == nil {
            endpointIndices[name] = endpoints.count
            endpoints.append(name)
        }
        for name in services where serviceIndices[name] == nil {
            serviceIndices[name] = self.services.count
            self.services.append(name)
        }
    }

    /// The index of an endpoint or a route.
    func endpoint(_ name: String) -> Int { endpointIndices[name] ?? Self.noEndpoint }

    /// The index of a service; one that was never added is counted nowhere.
    func service(_ name: String) -> Int { serviceIndices[name] ?? services.count }
}
