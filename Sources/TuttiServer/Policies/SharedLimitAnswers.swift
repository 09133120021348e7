internal import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiRedis

/// What limits that several instances share say of one request, once each has answered; on the event loop of its worker.
final class SharedLimitAnswers {
    /// What one limit says.
    struct Answer {
        /// How things stand; nil where the request is refused because the store can't be asked.
        let standing: LimitStanding?
        /// What takes the charge back.
        let giveBack: () -> Void
    }

    let leases: LimitLeases?
    let moment: LimitMoment
    private let sharing: SharedLimits
    private var answers: [Answer?] = []
    private var missing = 0
    private var done: (([Answer]) -> Void)?

    /// Nothing is asked yet.
    init(sharing: SharedLimits, leases: LimitLeases?, at moment: LimitMoment) {
        self.sharing = sharing
        self.leases = leases
        self.moment = moment
    }

    /// Asks all of them at the same time; `done` is called once, at once where all is prepaid.
    func ask(
        _ charges: [LimitCharge], of limits: [LimitPolicy.Limit], _ request: ClientRequest?, _ address: IPAddress?,
        done: @escaping ([Answer]) -> Void
    ) {
        self.done = done
        answers = Array(repeating: nil, count: charges.count)
        // One more, so that it does not end before all are asked.
        missing = charges.count + 1
        for (index, (charge, limit)) in zip(charges, limits).enumerated() {
            ask(charge, limit, request, address) { self.answered($0, at: index) }
        }
        answered(nil, at: nil)
    }

    /// Takes all back that was charged.
    func giveBack() {
        for answer in answers { answer?.giveBack() }
        answers = []
    }

    private func answered(_ answer: Answer?, at index: Int?) {
        if let index { answers[index] = answer }
        missing -= 1
        guard missing == 0, let done else { return }
        self.done = nil
        done(answers.compactMap { $0 })
    }

    private func ask(
        _ charge: LimitCharge, _ limit: LimitPolicy.Limit, _ request: ClientRequest?, _ address: IPAddress?,
        _ done: @escaping (Answer) -> Void
    ) {
        guard let leases, let shared = limit.shared else { return done(withoutStore(charge, limit)) }
        let needsRequest = !limit.prepared.needsAddressOnly
        let share = SharedCharge(shared, key: charge.key, cost: charge.cost) {
            limit.prepared.name(of: needsRequest ? request : nil, at: address)
        }
        func answer(_ standing: LimitStanding) -> Answer {
            Answer(standing: standing) { if !standing.isExceeded { leases.giveBack(share) } }
        }
        switch leases.take(share, at: moment) {
        case .admitted(let standing), .refused(let standing): done(answer(standing))
        case .ask:
            leases.ask(share, at: moment) { verdict in
                switch verdict {
                case .standing(let standing): done(answer(standing))
                case .unreachable: done(self.withoutStore(charge, limit))
                }
            }
        }
    }

    private func withoutStore(_ charge: LimitCharge, _ limit: LimitPolicy.Limit) -> Answer {
        charge.meter.countUnchecked()
        switch limit.prepared.plan.whenUnreachable {
        case .closed: return Answer(standing: nil) {}
        case .open:
            let most = limit.prepared.plan.rule.atOnce
            return Answer(
                standing: LimitStanding(isExceeded: false, available: most, seconds: 1, isAttainable: true)
            ) {}
        case .local:
            let instances = sharing.instances.now
            let standing = charge.meter.chargeShare(of: instances, charge.key, cost: charge.cost, at: moment)
            return Answer(standing: standing) { [moment] in
                guard !standing.isExceeded else { return }
                charge.meter.refundShare(of: instances, charge.key, cost: charge.cost, at: moment)
            }
        }
    }
}
