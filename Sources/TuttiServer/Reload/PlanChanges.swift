package import TuttiPlan

/// How one plan differs from another, for people.
package struct PlanChanges: Sendable, Equatable {
    /// How many of a kind there are, and how many of them are not as they were.
    package struct Count: Sendable, Equatable {
        /// How many there are now.
        package var total = 0
        /// How many were not there.
        package var new = 0
        /// How many are described in other words.
        package var changed = 0
        /// How many are gone.
        package var removed = 0
    }

    /// The endpoints, told apart by method and path.
    package var endpoints = Count()
    /// The services, told apart by name.
    package var services = Count()

    /// What differs in `new`.
    package init(from old: GatewayPlan, to new: GatewayPlan) {
        services = Self.count(
            old.services.map { ($0.name, $0) }, new.services.map { ($0.name, $0) }, areSame: ==)
        endpoints = Self.count(
            old.endpoints.map { ($0.name, $0) }, new.endpoints.map { ($0.name, $0) },
            areSame: { $0.withoutPlaces == $1.withoutPlaces && $0.services(in: old) == $1.services(in: new) })
    }

    private static func count<Value>(
        _ old: [(String, Value)], _ new: [(String, Value)], areSame: (Value, Value) -> Bool
    ) -> Count {
        var left = Dictionary(old) { first, _ in first }
        var count = Count(total: new.count)
        for (name, value) in new {
            if let before = left.removeValue(forKey: name) {
                if !areSame(before, value) { count.changed += 1 }
            } else {
                count.new += 1
            }
        }
        count.removed = left.count
        return count
    }
}

extension EndpointPlan {
    /// The endpoint without what depends on the rest of the files: its lines, and the numbers of its services.
    fileprivate var withoutPlaces: EndpointPlan {
        let nowhere = SourcePosition(file: "", line: 0, column: 0)
        var endpoint = self
        endpoint.position = nowhere
        for index in endpoint.calls.indices {
            endpoint.calls[index].position = nowhere
            endpoint.calls[index].service = 0
        }
        return endpoint
    }

    /// The names of the services of its calls.
    fileprivate func services(in plan: GatewayPlan) -> [String?] {
        calls.map { plan.services.indices.contains($0.service) ? plan.services[$0.service].name : nil }
    }
}
