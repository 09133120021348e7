internal import TuttiJSON
internal import TuttiPlan

extension StatusPolicy {
    /// The statuses that have a value in place of a body, those one after the other with the same value together.
    var replaced: [(statuses: ClosedRange<Int>, value: JSONValue)] {
        values.sorted { $0.key < $1.key }.reduce(into: []) { runs, entry in
            if let last = runs.last, last.statuses.upperBound == entry.key - 1, last.value == entry.value {
                runs[runs.count - 1].statuses = last.statuses.lowerBound...entry.key
            } else {
                runs.append((entry.key...entry.key, entry.value))
            }
        }
    }
}
