/// Decides which requests a fault touches: counts `times` down and spreads `ratio` evenly.
struct FaultSchedule: Sendable {
    /// The switch as last set, with `times` as it is left; nil when healthy.
    private(set) var fault: Fault?
    private var matched = 0

    /// Sets or clears the switch and starts counting anew.
    mutating func set(_ new: Fault?) {
        fault = new
        matched = 0
    }

    /// The fault for a request with that path, nil for none.
    ///
    /// Never `closeAfterAccept`: no request gets that far.
    mutating func requestCame(path: some StringProtocol) -> Fault? {
        guard let fault, fault.ending != .closeAfterAccept else { return nil }
        if let prefix = fault.pathPrefix, !path.hasPrefix(prefix) { return nil }
        return taken(fault)
    }

    /// Whether a connection that was just accepted is to be closed.
    mutating func connectionCame() -> Bool {
        guard let fault, fault.ending == .closeAfterAccept else { return false }
        return taken(fault) != nil
    }

    /// Whether connections that come now have to be asked about.
    var closesConnections: Bool { fault?.ending == .closeAfterAccept }

    /// With ratio p/1000 the n-th candidate (from 0) is hit when ⌈(n+1)·p/1000⌉ > ⌈n·p/1000⌉; for 0.5: yes, no, yes, no.
    private mutating func taken(_ fault: Fault) -> Fault? {
        if let share = fault.perMille {
            let n = matched
            matched = (matched + 1) % 1_000
            guard ((n + 1) * share + 999) / 1_000 > (n * share + 999) / 1_000 else { return nil }
        }
        if let left = fault.times {
            if left <= 1 { self.fault = nil } else { self.fault?.times = left - 1 }
        }
        return fault
    }
}
