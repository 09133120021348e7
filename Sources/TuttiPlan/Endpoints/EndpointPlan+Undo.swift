package import TuttiResilience

extension EndpointPlan {
    /// How long undos may take at most after everything else has ended; zero where nothing is undone.
    package var longestUndo: TimeSpan {
        var sum: Int64 = 0
        for case let undo? in calls.map(\.undo) {
            let (next, overflow) = sum.addingReportingOverflow(undo.request.timeout.nanoseconds)
            sum = overflow ? .max : next
        }
        return TimeSpan(nanoseconds: sum)
    }
}
