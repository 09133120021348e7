internal import TuttiCaching
internal import TuttiPlan

/// Which cached responses no longer hold, and what becomes of them.
package struct CachePurge: Sendable, Equatable {
    /// What they have in common.
    package enum Target: Sendable, Equatable {
        /// All there are.
        case everything
        /// A tag, of the file or of a service.
        case tag(String)
        /// The service that they come from, or that a part of them comes from.
        case service(String)
        /// The endpoint or the route, as logs name it: `GET /profile/{id}`.
        case endpoint(String)
        /// The path by which clients ask for them: `/profile/7`.
        case path(String)
    }

    package let target: Target
    /// Whether they are stale from now on, so that they may stand in until there are newer ones; else they are gone.
    package let isSoft: Bool

    /// A purge of its parts.
    package init(_ target: Target, isSoft: Bool) {
        self.target = target
        self.isSoft = isSoft
    }
}

extension CachePurge {
    /// The tag of what is purged; nil for everything.
    var tag: CacheTag? {
        switch target {
        case .everything: nil
        case .tag(let name): CacheTag(.tag, name)
        case .service(let name): CacheTag(.service, name)
        case .endpoint(let name): CacheTag(.endpoint, name)
        case .path(let path): CacheTag(.path, path)
        }
    }
}
