/// Statuses one after the other, as ranges.
package enum StatusRuns {
    /// The ranges of statuses in ascending order, two of which are no range yet: 400, 401, 402, 409, 410 are 400–402, 409 and 410.
    package static func of(_ statuses: [Int]) -> [ClosedRange<Int>] {
        var runs: [ClosedRange<Int>] = []
        for status in statuses {
            if let last = runs.last, last.upperBound == status - 1 {
                runs[runs.count - 1] = last.lowerBound...status
            } else {
                runs.append(status...status)
            }
        }
        return runs.flatMap { run -> [ClosedRange<Int>] in
            run.count == 2
                ? [run.lowerBound...run.lowerBound, run.upperBound...run.upperBound] : [run]
        }
    }
}
