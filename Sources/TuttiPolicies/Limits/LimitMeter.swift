internal import Synchronization

/// One limit at work: its rule, the values of its keys, and what it has done so far.
package final class LimitMeter: Sendable {
    /// What it allows.
    package let rule: LimitRule
    private let table: LimitTable
    private let admitted: Atomic<UInt64>
    private let refused: Atomic<UInt64>
    private let unchecked: Atomic<UInt64>

    /// A limit that nobody has used yet, with room for so many keys; it counts on from what another one has done.
    package init(_ rule: LimitRule, keys: Int, after former: LimitFigures? = nil) {
        self.rule = rule
        table = LimitTable(keys: keys)
        admitted = Atomic(former?.admitted ?? 0)
        refused = Atomic(former?.refused ?? 0)
        unchecked = Atomic(former?.unchecked ?? 0)
    }

    /// How many requests it has admitted and refused, and how many bytes its keys take.
    package var figures: LimitFigures {
        LimitFigures(
            admitted: admitted.load(ordering: .relaxed), refused: refused.load(ordering: .relaxed),
            unchecked: unchecked.load(ordering: .relaxed), bytes: table.bytes)
    }

    /// Charges a key if there is enough; what is refused is not written: who keeps asking is admitted as soon as who waits.
    package func charge(_ key: LimitKey, cost: UInt64, at moment: LimitMoment) -> LimitStanding {
        let window = rule.window(at: moment)
        let outcome = table.charge(key, cost: cost, in: window)
        if outcome.isAdmitted {
            admitted.add(1, ordering: .relaxed)
        } else {
            refused.add(1, ordering: .relaxed)
        }
        return window.standing(outcome.base, cost: cost, isExceeded: !outcome.isAdmitted)
    }

    /// Charges a key the share of one of so many instances, while the store can't be asked that they share; counts only that.
    package func chargeShare(
        of instances: Int, _ key: LimitKey, cost: UInt64, at moment: LimitMoment
    ) -> LimitStanding {
        let window = rule.share(among: instances).window(at: moment)
        let outcome = table.charge(key, cost: cost, in: window)
        return window.standing(outcome.base, cost: cost, isExceeded: !outcome.isAdmitted)
    }

    /// Takes back a charge of a share.
    package func refundShare(of instances: Int, _ key: LimitKey, cost: UInt64, at moment: LimitMoment) {
        table.refund(key, cost: cost, in: rule.share(among: instances).window(at: moment))
    }

    /// Counts a request that was decided elsewhere: admitted, or refused.
    package func count(isAdmitted: Bool) {
        if isAdmitted { admitted.add(1, ordering: .relaxed) } else { refused.add(1, ordering: .relaxed) }
    }

    /// Counts a request about which the store could not be asked.
    package func countUnchecked() { unchecked.add(1, ordering: .relaxed) }

    /// Charges all of these, or none if one of them has not enough left: all are looked at before any is charged.
    ///
    /// - Returns: how things stand with each limit, in the order of the charges; one that is exceeded has refused the request.
    package static func charge(_ charges: [LimitCharge], at moment: LimitMoment) -> [LimitStanding] {
        if charges.count == 1 { return [charges[0].meter.charge(charges[0].key, cost: charges[0].cost, at: moment)] }
        let windows = charges.map { $0.meter.rule.window(at: moment) }
        var outcomes = charges.indices.map { index in
            charges[index].meter.table.look(charges[index].key, cost: charges[index].cost, in: windows[index])
        }
        if outcomes.allSatisfy(\.isAdmitted) {
            for index in charges.indices {
                let charge = charges[index]
                outcomes[index] = charge.meter.table.charge(charge.key, cost: charge.cost, in: windows[index])
                guard !outcomes[index].isAdmitted else { continue }
                // Somebody else has taken the last of this one since it was looked at: the others get theirs back.
                for paid in 0..<index {
                    charges[paid].meter.table.refund(charges[paid].key, cost: charges[paid].cost, in: windows[paid])
                }
                break
            }
        }
        let isAdmitted = outcomes.allSatisfy(\.isAdmitted)
        return charges.indices.map { index in
            let outcome = outcomes[index]
            let meter = charges[index].meter
            if !outcome.isAdmitted {
                meter.refused.add(1, ordering: .relaxed)
            } else if isAdmitted {
                meter.admitted.add(1, ordering: .relaxed)
            }
            return windows[index].standing(
                outcome.base, cost: charges[index].cost, isExceeded: !outcome.isAdmitted)
        }
    }
}
