internal import HTTPTypes
internal import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies

/// Asks some limits about a request: all of them are charged, or none and the request is refused with 429.
///
/// Limits that only observe are charged when the others have admitted the request. Clients learn of the others by `RateLimit` and
/// `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-11), whatever becomes of the request.
struct LimitPolicy: RequestPolicy {
    private struct Limit {
        let prepared: PreparedLimit
        let meter: LimitMeter
        /// Its item of `RateLimit-Policy`.
        let advertised: String
        /// How its item of `RateLimit` begins.
        let state: String
    }

    private let enforced: [Limit]
    private let observed: [Limit]

    /// A policy of these limits; nil for none.
    init?(_ limits: [(prepared: PreparedLimit, meter: LimitMeter)]) {
        guard !limits.isEmpty else { return nil }
        let all = limits.map { limit in
            let rule = limit.prepared.plan.rule.advertised
            return Limit(
                prepared: limit.prepared, meter: limit.meter,
                advertised: "\"\(limit.prepared.plan.name)\";q=\(rule.quota);w=\(rule.seconds)",
                state: "\"\(limit.prepared.plan.name)\";r=")
        }
        enforced = all.filter { !$0.prepared.plan.isObserving }
        observed = all.filter(\.prepared.plan.isObserving)
    }

    func handle(_ exchange: Exchange, next: NextPolicies) {
        let moment = LimitMoment.now
        var request: ClientRequest?
        var limits: [Limit] = []
        let charges = self.charges(enforced, exchange, &request, &limits)
        let standings = LimitMeter.charge(charges, at: moment)
        if !charges.isEmpty { advertise(standings, of: limits, exchange) }
        if standings.contains(where: \.isExceeded) {
            return exchange.refuse(refusal(standings, of: limits, exchange))
        }
        if !observed.isEmpty {
            var limits: [Limit] = []
            let charges = self.charges(observed, exchange, &request, &limits)
            for (charge, limit) in zip(charges, limits)
            where charge.meter.charge(charge.key, cost: charge.cost, at: moment).isExceeded {
                exchange.observedLimit = limit.prepared.plan.name
            }
        }
        next(exchange)
    }

    /// What a request takes from each of these, and from which of them it takes something.
    private func charges(
        _ all: [Limit], _ exchange: Exchange, _ request: inout ClientRequest?, _ limits: inout [Limit]
    ) -> [LimitCharge] {
        let address = exchange.client.original.address
        var charges: [LimitCharge] = []
        for limit in all {
            let owner: PreparedLimit.Owner
            var cost: UInt64 = 1
            if limit.prepared.needsAddressOnly {
                owner = limit.prepared.owner(at: address)
            } else {
                guard let method = exchange.request.method else { continue }
                let known = request ?? exchange.clientRequest(method)
                request = known
                (owner, cost) = limit.prepared.owner(of: known, at: address)
            }
            guard case .key(let key) = owner else { continue }
            charges.append(LimitCharge(meter: limit.meter, key: key, cost: cost))
            limits.append(limit)
        }
        return charges
    }

    private func advertise(_ standings: [LimitStanding], of limits: [Limit], _ exchange: Exchange) {
        guard let policy = Self.policyName, let limit = Self.limitName else { return }
        var policies = ""
        var states = ""
        for (limit, standing) in zip(limits, standings) {
            if !policies.isEmpty {
                policies += ", "
                states += ", "
            }
            policies += limit.advertised
            states += limit.state
            states += String(standing.available)
            states += ";t="
            states += String(standing.seconds)
        }
        exchange.editHead { [policies, states] head in
            head.headers.append(HTTPField(name: policy, value: policies))
            head.headers.append(HTTPField(name: limit, value: states))
        }
    }

    private func refusal(_ standings: [LimitStanding], of limits: [Limit], _ exchange: Exchange) -> Refusal {
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
