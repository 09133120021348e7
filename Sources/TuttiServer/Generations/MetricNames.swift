/// Where each endpoint and each service is counted, by name.
///
/// A name keeps its place for as long as the process runs, whichever files are loaded: so its counters go on over a
/// reload, and one that is removed and comes back goes on where it stopped. A place costs 0.3 kB on each event loop that
/// has counted something there.
struct MetricNames: Sendable {
    /// The place of requests without an endpoint.
    static let noEndpoint = 0

    /// The endpoints in the order of their places: `none`, then `GET /profile/{id}` and so on.
    private(set) var endpoints = ["none"]
    /// The services in the order of their places.
    private(set) var services: [String] = []

    private var endpointPlaces: [String: Int] = [:]
    private var servicePlaces: [String: Int] = [:]

    /// Gives places to the names that have none.
    mutating func add(endpoints names: [String], services: [String]) {
        for name in names where endpointPlaces[name] == nil {
            endpointPlaces[name] = endpoints.count
            endpoints.append(name)
        }
        for name in services where servicePlaces[name] == nil {
            servicePlaces[name] = self.services.count
            self.services.append(name)
        }
    }

    /// The place of an endpoint.
    func endpoint(_ name: String) -> Int { endpointPlaces[name] ?? Self.noEndpoint }

    /// The place of a service; one that was never added is counted nowhere.
    func service(_ name: String) -> Int { servicePlaces[name] ?? services.count }
}
