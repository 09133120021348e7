package import TuttiJSON

/// Which statuses of a service are success, and which of them have a value that takes the place of the body.
package struct StatusPolicy: Sendable, Equatable {
    /// Ranges of statuses whose body is the result.
    package let ranges: [ClosedRange<Int>]
    /// Statuses that are success, with the value that is the result whatever the body is: `{404: null}`.
    package let values: [Int: JSONValue]

    /// 200 to 299.
    package static let success = StatusPolicy(ranges: [200...299], values: [:])

    /// A policy made of its parts.
    package init(ranges: [ClosedRange<Int>], values: [Int: JSONValue]) {
        self.ranges = ranges
        self.values = values
    }

    /// Whether a status is success.
    package func accepts(_ status: Int) -> Bool {
        values[status] != nil || ranges.contains { $0.contains(status) }
    }
}
