internal import HTTPTypes
internal import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiRedis

/// Asks some limits about a request: all of them are charged, or none and the request is refused with 429.
///
/// Limits that only observe are charged when the others have admitted the request. Clients learn of the others by `RateLimit` and
/// `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-11), whatever becomes of the request.
struct LimitPolicy: RequestPolicy {
    struct Limit {
        let prepared: PreparedLimit
        let meter: LimitMeter
        /// What it is to the instances that share it; nil where none does.
        let shared: SharedLimit?
        /// Its item of `RateLimit-Policy`.
        let advertised: String
        /// How its item of `RateLimit` begins.
        let state: String
    }

    let enforced: [Limit]
    let observed: [Limit]
    /// `RateLimit-Policy` where a request takes something from all that are enforced.
    private let policies: HTTPField?

    /// A policy of these limits; nil for none.
    init?(_ limits: [(prepared: PreparedLimit, meter: LimitMeter, shared: SharedLimit?)]) {
        guard !limits.isEmpty else { return nil }
        let all = limits.map { limit in
            let rule = limit.prepared.plan.rule.advertised
            return Limit(
                prepared: limit.prepared, meter: limit.meter, shared: limit.shared,
                advertised: "\"\(limit.prepared.plan.name)\";q=\(rule.quota);w=\(rule.seconds)",
                state: "\"\(limit.prepared.plan.name)\";r=")
        }
        enforced = all.filter { !$0.prepared.plan.isObserving }
        observed = all.filter(\.prepared.plan.isObserving)
        policies = Self.policies(of: enforced)
    }

    func handle(_ exchange: Exchange, next: NextPolicies) {
        let moment = LimitMoment.now
        var request: ClientRequest?
        let (charges, limits) = charges(enforced, exchange, &request)
        let standings = LimitMeter.charge(charges, at: moment)
        if !charges.isEmpty { advertise(standings, of: limits, exchange) }
        if standings.contains(where: \.isExceeded) {
            return exchange.refuse(refusal(standings, of: limits, exchange))
        }
        if !observed.isEmpty {
            let (charges, limits) = self.charges(observed, exchange, &request)
            for (charge, limit) in zip(charges, limits)
            where charge.meter.charge(charge.key, cost: charge.cost, at: moment).isExceeded {
                exchange.observedLimit = limit.prepared.plan.name
            }
        }
        next(exchange)
    }

    /// What a request takes from each of these, and from which of them it takes something.
    func charges(
        _ all: [Limit], _ exchange: Exchange, _ request: inout ClientRequest?
    ) -> (charges: [LimitCharge], limits: [Limit]) {
        let address = exchange.client.original.address
        var charges: [LimitCharge] = []
        charges.reserveCapacity(all.count)
        var exempt: [Int] = []
        for (index, limit) in all.enumerated() {
            let owner: PreparedLimit.Owner
            var cost: UInt64 = 1
            if limit.prepared.needsAddressOnly {
                owner = limit.prepared.owner(at: address)
            } else {
                guard let method = exchange.request.method else {
                    exempt.append(index)
                    continue
                }
                let known = request ?? exchange.clientRequest(method)
                request = known
                (owner, cost) = limit.prepared.owner(of: known, at: address)
            }
            guard case .key(let key) = owner else {
                exempt.append(index)
                continue
            }
            charges.append(LimitCharge(meter: limit.meter, key: key, cost: cost))
        }
        // Nearly always all of them, which costs no array.
        if exempt.isEmpty { return (charges, all) }
        return (charges, all.indices.filter { !exempt.contains($0) }.map { all[$0] })
    }

    func advertise(_ standings: [LimitStanding], of limits: [Limit], _ exchange: Exchange) {
        let known = limits.count == enforced.count ? self.policies : Self.policies(of: limits)
        guard let policies = known, let name = Self.limitName else { return }
        var states = ""
        states.reserveCapacity(40 * limits.count)
        for (index, standing) in standings.enumerated() where index < limits.count {
            if index > 0 { states += ", " }
            states += limits[index].state
            states += String(standing.available)
            states += ";t="
            states += String(standing.seconds)
        }
        let state = HTTPField(name: name, value: states)
        exchange.editHead { head in
            head.headers.append(policies)
            head.headers.append(state)
        }
    }

    private static func policies(of limits: [Limit]) -> HTTPField? {
        guard !limits.isEmpty, let name = policyName else { return nil }
        return HTTPField(name: name, value: limits.map(\.advertised).joined(separator: ", "))
    }

    func refusal(_ standings: [LimitStanding], of limits: [Limit], _ exchange: Exchange) -> Refusal {
        let exceeded = zip(limits, standings).filter(\.1.isExceeded)
        let names = exceeded.map(\.0.prepared.plan.name)
        exchange.refusedLimit = names.first
        let words = exceeded.map { "`\($0.0.prepared.plan.name)` admits \($0.0.prepared.plan.words)" }
        var refusal = Refusal(429, "Too many requests", words.joined(separator: "; ") + ".")
        if exceeded.allSatisfy(\.1.isAttainable), let seconds = exceeded.map(\.1.seconds).max() {
            refusal.headers.append(HTTPField(name: .retryAfter, value: String(seconds)))
        } else {
            refusal.problem.detail += " This request counts for more than that."
        }
        refusal.problem.violatedPolicies = names
        return refusal
    }

    private static let policyName = HTTPField.Name("RateLimit-Policy")
    private static let limitName = HTTPField.Name("RateLimit")
}
