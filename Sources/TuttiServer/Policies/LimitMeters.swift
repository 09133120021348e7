internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiRedis

/// The limits of a plan at work; those that a reload leaves unchanged go on counting.
struct LimitMeters: Sendable {
    /// One limit, as metrics show it.
    struct Entry: Sendable {
        /// The name in gateway.yaml, or where the limit is written and what it says.
        let name: String
        let plan: LimitPlan
        let meter: LimitMeter
        /// What it is to the instances that share it.
        let shared: SharedLimit
    }

    /// All of them, in the order in which endpoints and then routes name them.
    private(set) var entries: [Entry] = []
    /// Those of each endpoint, by its index in the plan, in its order; indices of ``entries``.
    private(set) var endpoints: [[Int]] = []
    /// Those of each route, likewise.
    private(set) var routes: [[Int]] = []

    /// Those of the paths at which browsers log in.
    private(set) var logIns: [Int] = []

    private var places: [String: Int] = [:]

    /// No limits.
    init() {}

    /// The limits of a plan, which take over what `former` has counted.
    init(_ plan: GatewayPlan, replacing former: LimitMeters) {
        for endpoint in plan.endpoints { endpoints.append(add(endpoint.limits, former)) }
        for route in plan.routes { routes.append(add(route.limits, former)) }
        if plan.settings.ownCookies != nil { logIns = add(plan.settings.limits, former) }
    }

    private mutating func add(_ limits: [LimitPlan], _ former: LimitMeters) -> [Int] {
        limits.map { limit in
            var name = limit.id
            if let place = places[name] {
                // What gateway.yaml names is shared. Two routes with one path have limits of their own, though.
                if limit.id == limit.name || limit.id.hasPrefix("defaults ") { return place }
                var number = 2
                while places["\(name) (\(number))"] != nil { number += 1 }
                name += " (\(number))"
            }
            places[name] = entries.count
            let known = former.places[name].map { former.entries[$0] }
            let shared = known.flatMap { $0.plan.words == limit.words ? $0.shared : nil }
            entries.append(
                Entry(
                    name: name, plan: limit, meter: former.meter(name, for: limit),
                    shared: shared ?? SharedLimit(limit.rule, named: name, allowing: limit.words)))
            return entries.count - 1
        }
    }

    /// What counts for a limit from now on: what has counted for the one of that name, if its counts mean the same.
    private func meter(_ name: String, for limit: LimitPlan) -> LimitMeter {
        guard let place = places[name] else { return LimitMeter(limit.rule, keys: limit.keys) }
        let entry = entries[place]
        let isSame =
            entry.plan.rule == limit.rule && entry.plan.keys == limit.keys && entry.plan.subject == limit.subject
            && entry.plan.withoutKey == limit.withoutKey
        return isSame ? entry.meter : LimitMeter(limit.rule, keys: limit.keys, after: entry.meter.figures)
    }
}
