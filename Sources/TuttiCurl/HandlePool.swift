internal import TuttiUpstream

/// The prepared routes of a worker and their idle easy handles.
///
/// Confined to its worker.
struct HandlePool {
    /// By the number of the route's slot.
    private var routes: [PreparedRoute?] = []
    /// Handles that are idle now, over all routes.
    private(set) var idleCount = 0
    /// Which route gives up the next handle when there are too many.
    private var nextToShrink = 0
    private var seenReleases = 0

    /// The prepared route; nil when its origin is no address.
    mutating func prepared(_ route: UpstreamRoute, configuration: CurlTransportConfiguration) -> PreparedRoute? {
        let slot = route.slot
        let number = slot.number
        if number < routes.count, let known = routes[number], known.slot === slot { return known }
        guard let prepared = PreparedRoute(route, configuration: configuration) else { return nil }
        if number >= routes.count {
            routes.append(contentsOf: repeatElement(nil, count: number + 1 - routes.count))
        }
        // The number may have been that of a route which is gone.
        drop(number)
        routes[number] = prepared
        return prepared
    }

    /// An idle handle of a route, the one used last.
    mutating func takeIdle(of route: PreparedRoute) -> CurlTransfer? {
        guard let transfer = route.idle.popLast() else { return nil }
        idleCount -= 1
        return transfer
    }

    /// Keeps a handle for the next request of its route, or cleans it up.
    mutating func putBack(_ transfer: CurlTransfer, of route: PreparedRoute, configuration: CurlTransportConfiguration)
    {
        guard !route.isDropped, route.idle.count < configuration.maximumHandlesPerRoute,
            configuration.maximumIdleHandles > 0
        else { return transfer.cleanUp() }
        // Another route gives one up: what was used last is the likeliest to be used next.
        if idleCount >= configuration.maximumIdleHandles { shrink() }
        route.idle.append(transfer)
        idleCount += 1
    }

    /// Cleans up the prepared routes whose routes have been released; costs one load when there are none.
    mutating func dropReleased() {
        let releases = RouteSlot.releaseCount
        guard releases != seenReleases else { return }
        seenReleases = releases
        for number in routes.indices where routes[number]?.slot.isReleased == true { drop(number) }
    }

    /// Cleans up all idle handles.
    mutating func removeAll() {
        for number in routes.indices { drop(number) }
        routes.removeAll()
    }

    /// Cleans up one idle handle; there must be one.
    private mutating func shrink() {
        for _ in routes.indices {
            nextToShrink = nextToShrink + 1 < routes.count ? nextToShrink + 1 : 0
            guard let route = routes[nextToShrink], !route.idle.isEmpty else { continue }
            route.idle.removeFirst().cleanUp()
            idleCount -= 1
            return
        }
    }

    private mutating func drop(_ number: Int) {
        guard let route = routes[number] else { return }
        for transfer in route.idle { transfer.cleanUp() }
        idleCount -= route.idle.count
        route.idle.removeAll()
        route.isDropped = true
        routes[number] = nil
    }
}
