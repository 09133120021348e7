internal import Synchronization

/// How many connections to one place are open or being opened, those of all workers; who opens and closes them counts them here.
///
/// It belongs to the place and not to an ``UpstreamInstance``: connections stay when a reload has made other instances of the same places.
package final class OpenConnections: Sendable {
    private struct Place: Hashable {
        let origin: UpstreamOrigin
        let address: String?
    }

    private struct Known {
        weak var connections: OpenConnections?
    }

    private static let places = Mutex<[Place: Known]>([:])

    private let place: Place
    private let number = Atomic<Int>(0)

    private init(_ place: Place) {
        self.place = place
    }

    deinit {
        // Another one may have taken the place.
        Self.places.withLock { if $0[place]?.connections == nil { $0[place] = nil } }
    }

    /// Those to an origin, at an address where one was found for its host.
    static func to(_ origin: UpstreamOrigin, at address: String?) -> OpenConnections {
        let place = Place(origin: origin, address: address)
        return places.withLock { places in
            if let known = places[place]?.connections { return known }
            let made = OpenConnections(place)
            places[place] = Known(connections: made)
            return made
        }
    }

    /// How many there are.
    package var count: Int { number.load(ordering: .relaxed) }

    /// There are so many more, or fewer.
    package func add(_ change: Int) {
        number.wrappingAdd(change, ordering: .relaxed)
    }
}
