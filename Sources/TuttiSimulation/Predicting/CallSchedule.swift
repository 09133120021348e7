internal import TuttiPlan
package import TuttiResilience

/// When the calls of an endpoint start and end at the latest, if each one waits for all its inputs and takes its whole timeout.
package struct CallSchedule: Sendable {
    /// One call in it.
    package struct Entry: Sendable, Hashable {
        /// 1 for a call without inputs, else one more than the largest of its inputs'.
        package var stage: Int
        /// The input that ends last; nil for a call without inputs.
        package var parent: Int?
        /// The latest moment at which it can be made, from the start of the request, as if there were no deadline.
        package var start: TimeSpan
        /// The latest moment of its end, as if there were no deadline.
        package var end: TimeSpan
    }

    /// One entry for each call, by its index.
    package let entries: [Entry]
    /// The calls in an order in which each comes after its inputs; else in declared order.
    package let order: [Int]
    /// The calls that, one after the other, take longest.
    package let criticalPath: [Int]

    /// The schedule of these calls, which must not wait for each other in a circle.
    init(_ calls: [CallPlan]) {
        var entries = calls.map { Entry(stage: 1, parent: nil, start: .zero, end: $0.timeout) }
        var order: [Int] = []
        var isPlaced = [Bool](repeating: false, count: calls.count)
        while let index = calls.indices.first(where: { index in
            !isPlaced[index]
                && calls[index].inputs.allSatisfy { isPlaced.indices.contains($0.call) && isPlaced[$0.call] }
        }) {
            isPlaced[index] = true
            order.append(index)
            for input in calls[index].inputs.map(\.call).sorted() {
                entries[index].stage = max(entries[index].stage, entries[input].stage + 1)
                let isLater = entries[index].parent.map { entries[$0].end < entries[input].end } ?? true
                if isLater { entries[index].parent = input }
            }
            if let parent = entries[index].parent {
                entries[index].start = entries[parent].end
                entries[index].end = entries[parent].end.adding(calls[index].timeout)
            }
        }
        self.entries = entries
        self.order = order
        var path: [Int] = []
        var next = order.first { index in order.allSatisfy { entries[$0].end <= entries[index].end } }
        while let call = next {
            path.append(call)
            next = entries[call].parent
        }
        criticalPath = path.reversed()
    }

    /// How long the calls take at most, as if there were no deadline.
    package var length: TimeSpan { criticalPath.last.map { entries[$0].end } ?? .zero }
}

extension TimeSpan {
    /// The sum, or the longest span there is.
    fileprivate func adding(_ other: TimeSpan) -> TimeSpan {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(other.nanoseconds)
        return TimeSpan(nanoseconds: overflow ? .max : sum)
    }
}
