import TuttiEngine

extension ServiceState {
    /// The instances that checks have found unhealthy.
    var unhealthy: Int { instances.count { $0.standing.contains(.unhealthy) } }
    /// Those that wait for their first check.
    var unchecked: Int { instances.count { $0.standing.contains(.unchecked) } }
    /// Those that are ejected.
    var ejected: Int { instances.count { $0.standing.contains(.ejected) } }
}
