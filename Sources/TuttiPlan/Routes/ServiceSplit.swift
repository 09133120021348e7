package import TuttiResilience

/// The services that requests of a route go to, each with its share.
///
/// A request has a point from 0 to 9,999, by chance or by the hash of what `sticky` gives; the service whose range has the point gets it.
/// With `orders: 95, orders-next: 5` the ranges are 0 to 9,499 and 9,500 to 9,999. When 5 grows to 10, the second one begins at 9,000: who
/// was on `orders-next` stays there.
package struct ServiceSplit: Sendable, Equatable {
    /// How many points there are.
    package static let pointCount = 10_000

    /// One service.
    package struct Share: Sendable, Equatable {
        /// The index of the service.
        package let service: Int
        /// The points of requests that go there; empty for a weight of zero.
        package let points: Range<Int>
        /// How long the service has until the first byte of its response.
        package let timeout: TimeSpan
        /// When the request is sent again; nil for never.
        ///
        /// For a method that isn't idempotent, only ``RetryPolicy/ofUnsent`` of it holds.
        package let retry: RetryPolicy?

        /// A share made of its parts.
        package init(service: Int, points: Range<Int>, timeout: TimeSpan, retry: RetryPolicy?) {
            self.service = service
            self.points = points
            self.timeout = timeout
            self.retry = retry
        }
    }

    /// The services in declared order; at least one, and their points are all there are.
    package let shares: [Share]
    /// What keeps a client with its service: requests for which it gives the same text have the same point.
    ///
    /// Where it is null, chance decides, and so it does without it.
    package let sticky: ValueTemplate?

    /// A split made of its parts.
    package init(shares: [Share], sticky: ValueTemplate?) {
        self.shares = shares
        self.sticky = sticky
    }

    /// The share that a request has; nil for a point that no share has.
    package func share(at point: Int) -> Share? { shares.first { $0.points.contains(point) } }

    /// The ranges of points of services with these weights, which are not negative; nil if all are zero.
    package static func ranges(ofWeights weights: [Int]) -> [Range<Int>]? {
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return nil }
        var (total, start) = (0, 0)
        return weights.map { weight in
            total += weight
            let range = start..<(total * pointCount / sum)
            start = range.upperBound
            return range
        }
    }
}
