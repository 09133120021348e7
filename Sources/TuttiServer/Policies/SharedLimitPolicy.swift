internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiRedis

/// Asks limits that several instances share, as ``LimitPolicy`` asks those of one: what is prepaid answers at once, for the rest Redis is
/// asked, for as long as a command may take.
///
/// While Redis can't be asked, each limit does what its `when-unreachable` says.
struct SharedLimitPolicy: RequestPolicy {
    private let limits: LimitPolicy
    private let sharing: SharedLimits

    /// The policy of these limits, shared.
    init(_ limits: LimitPolicy, sharing: SharedLimits) {
        self.limits = limits
        self.sharing = sharing
    }

    func handle(_ exchange: Exchange, next: NextPolicies) {
        guard let eventLoop = exchange.carrier?.eventLoop else { return }
        let asking = SharedLimitAnswers(
            sharing: sharing, leases: sharing.leases(on: eventLoop), at: LimitMoment.now)
        var request: ClientRequest?
        let (charges, limits) = limits.charges(self.limits.enforced, exchange, &request)
        let address = exchange.client.original.address
        asking.ask(charges, of: limits, request, address) { answers in
            guard exchange.stage == .deciding else { return asking.giveBack() }
            self.decide(answers, charges, limits, asking, request, exchange, next)
        }
    }

    private func decide(
        _ answers: [SharedLimitAnswers.Answer], _ charges: [LimitCharge], _ limits: [LimitPolicy.Limit],
        _ asking: SharedLimitAnswers, _ request: ClientRequest?, _ exchange: Exchange, _ next: NextPolicies
    ) {
        let standings = answers.compactMap(\.standing)
        guard standings.count == answers.count else {
            asking.giveBack()
            exchange.refusedLimit = zip(limits, answers).first { $1.standing == nil }?.0.prepared.plan.name
            return exchange.refuse(
                Refusal(
                    503, "Limits can't be checked", "The gateway can't say at the moment how many requests there were.",
                    headers: [HTTPField(name: .retryAfter, value: "1")]))
        }
        if !charges.isEmpty { self.limits.advertise(standings, of: limits, exchange) }
        let isRefused = standings.contains(where: \.isExceeded)
        for (charge, standing) in zip(charges, standings) where standing.isExceeded || !isRefused {
            charge.meter.count(isAdmitted: !standing.isExceeded)
        }
        guard !isRefused else {
            asking.giveBack()
            return exchange.refuse(self.limits.refusal(standings, of: limits, exchange))
        }
        if !self.limits.observed.isEmpty { observe(asking, request, exchange) }
        next(exchange)
    }

    /// Charges limits that refuse nothing; the request does not wait for what they say.
    private func observe(_ former: SharedLimitAnswers, _ request: ClientRequest?, _ exchange: Exchange) {
        var request = request
        let (charges, limits) = limits.charges(self.limits.observed, exchange, &request)
        let asking = SharedLimitAnswers(sharing: sharing, leases: former.leases, at: former.moment)
        asking.ask(charges, of: limits, request, exchange.client.original.address) { answers in
            for (index, answer) in answers.enumerated() {
                guard let standing = answer.standing else { continue }
                charges[index].meter.count(isAdmitted: !standing.isExceeded)
                if standing.isExceeded { exchange.observedLimit = limits[index].prepared.plan.name }
            }
        }
    }
}
