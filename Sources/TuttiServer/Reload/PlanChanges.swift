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

    /// The endpoints, identified by method and path.
    package var endpoints = Count()
    /// The routes, identified by method and path; of several with the same, by their order.
    package var routes = Count()
    /// The services, identified by name.
    package var services = Count()

    /// What differs in `new`.
    package init(from old: GatewayPlan, to new: GatewayPlan) {
        services = Self.count(
            old.services.map { ($0.name, $0) }, new.services.map { ($0.name, $0) }, areSame: ==)
        endpoints = Self.count(
            old.endpoints.map { ($0.name, $0) }, new.endpoints.map { ($0.name, $0) },
            areSame: { $0.isServed(in: old, like: $1, in: new) })
        routes = Self.count(
            Self.numbered(old.routes), Self.numbered(new.routes),
            areSame: { $0.isServed(in: old, like: $1, in: new) })
    }

    private static func numbered(_ routes: [RoutePlan]) -> [(String, RoutePlan)] {
        var counts: [String: Int] = [:]
        return routes.map { route in
            counts[route.name, default: 0] += 1
            return ("\(route.name) \(counts[route.name, default: 0])", route)
        }
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
    /// Whether clients are served the same way: where the two stand in their files, the numbers of their services and the
    /// tests beside them make no difference.
    fileprivate func isServed(in plan: GatewayPlan, like other: EndpointPlan, in otherPlan: GatewayPlan) -> Bool {
        method == other.method && path == other.path && summary == other.summary && deadline == other.deadline
            && layout == other.layout && reads == other.reads && response == other.response
            && statuses == other.statuses && head == other.head && lets == other.lets && metaMember == other.metaMember
            && allowsFields == other.allowsFields
            && edge == other.edge && access == other.access && limits == other.limits
            && importance == other.importance && schema == other.schema
            && callsWithoutPlaces == other.callsWithoutPlaces
            && services(in: plan) == other.services(in: otherPlan)
    }

    private var callsWithoutPlaces: [CallPlan] {
        calls.map { $0.moved(to: SourcePosition(file: "", line: 0, column: 0), service: 0) }
    }

    /// The names of the services of its calls.
    private func services(in plan: GatewayPlan) -> [String?] {
        calls.map { plan.services.indices.contains($0.service) ? plan.services[$0.service].name : nil }
    }
}

extension RoutePlan {
    /// Whether clients are served the same way, wherever the two stand in their files.
    fileprivate func isServed(in plan: GatewayPlan, like other: RoutePlan, in otherPlan: GatewayPlan) -> Bool {
        withoutPlaces == other.withoutPlaces && services(in: plan) == other.services(in: otherPlan)
    }

    private var withoutPlaces: RoutePlan { moved(to: SourcePosition(file: "", line: 0, column: 0), service: 0) }

    /// The names of the services that it forwards to.
    private func services(in plan: GatewayPlan) -> [String?] {
        guard case .forward(let forward) = action else { return [] }
        return forward.services.map { plan.services.indices.contains($0) ? plan.services[$0].name : nil }
    }
}
