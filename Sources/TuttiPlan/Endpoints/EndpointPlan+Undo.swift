package import TuttiResilience

extension EndpointPlan {
    /// How long it may take at most, once a request has failed, until all is undone; zero where nothing is undone.
    ///
    /// Calls with an `undo` are not given up: the longest of them is waited for, and then the undos come one after the other.
    package var longestUndo: TimeSpan {
        let undone = calls.filter { $0.undo != nil }
        var sum = undone.map(\.timeout.nanoseconds).max() ?? 0
        for case let undo? in undone.map(\.undo) {
            let (next, overflow) = sum.addingReportingOverflow(undo.request.timeout.nanoseconds)
            sum = overflow ? .max : next
        }
        return TimeSpan(nanoseconds: sum)
    }

    /// How long a request may go on at most when its client has left: one with an `Idempotency-Key` is served to its end.
    package var longestWithoutClient: TimeSpan {
        guard repeats != nil else { return longestUndo }
        let (sum, overflow) = deadline.nanoseconds.addingReportingOverflow(longestUndo.nanoseconds)
        return TimeSpan(nanoseconds: overflow ? .max : sum)
    }
}
