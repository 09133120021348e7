internal import Synchronization

/// The places of one scalar, which are worked out when they are first needed.
///
/// An expression of many names asks for as many places; following the source again for each would take time in proportion to
/// the square of its length.
final class LazyScalarPlaces: Sendable {
    private let places = Mutex<ScalarPlaces?>(nil)

    /// The places, the same for each copy of the scalar.
    func places(of scalar: YAMLScalar) -> ScalarPlaces {
        places.withLock { known in
            if let known { return known }
            let places = ScalarPlaces(scalar)
            known = places
            return places
        }
    }
}
