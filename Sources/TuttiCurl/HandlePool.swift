internal import TuttiUpstream

/// The prepared routes of a lane and their idle easy handles.
///
/// Confined to its lane.
struct HandlePool {
    private var routes: [ObjectIdentifier: PreparedRoute] = [:]

    /// What is kept for a route; nil when its origin is no address.
    mutating func prepared(_ route: UpstreamRoute, configuration: LaneConfiguration) -> PreparedRoute? {
        let key = ObjectIdentifier(route)
        if let known = routes[key], known.route === route { return known }
        // A route that is new to the lane means start-up or a reload: the time to drop those that are gone.
        dropReleased()
        guard let prepared = PreparedRoute(route, configuration: configuration) else { return nil }
        routes[key] = prepared
        return prepared
    }

    /// Cleans up all idle handles.
    mutating func removeAll() {
        for route in routes.values { Self.cleanUp(route) }
        routes.removeAll()
    }

    private mutating func dropReleased() {
        for (key, prepared) in routes where prepared.route == nil {
            Self.cleanUp(prepared)
            routes[key] = nil
        }
    }

    private static func cleanUp(_ route: PreparedRoute) {
        for transfer in route.idle { transfer.cleanUp() }
        route.idle.removeAll()
    }
}
