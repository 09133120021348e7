/// Bounds the retries and hedges of a service to a share of its calls, so that they can't turn an overload into an outage.
///
/// Each call puts `ratio` of a token in, each extra attempt takes one out; the balance starts at ten tokens and never exceeds
/// them. With a ratio of 0.2, 1,000 calls a second that all fail cause at most 200 retries a second; a service that is seldom
/// called still gets ten in a row. (Finagle's `RetryBudget`; gRPC A6 throttles in the same way.)
///
/// A value without a lock: its owner guards it.
package struct RetryBudget: Sendable, BitwiseCopyable {
    /// In thousandths of a token: whole numbers don't drift.
    private static let token = 1_000
    private static let most = 10 * token

    private let deposit: Int
    private var balance = most

    /// A full budget; `ratio` is above 0 and at most 1.
    package init(ratio: Double) {
        let share = ratio.isNaN ? 0.2 : min(max(ratio, 0.001), 1)
        deposit = Int((share * Double(Self.token)).rounded())
    }

    /// Puts in the share of a call, which is being made for the first time.
    package mutating func callStarted() {
        balance = min(balance + deposit, Self.most)
    }

    /// Takes an extra attempt out; false, and it must not be made, when too little is left.
    package mutating func withdraw() -> Bool {
        guard balance >= Self.token else { return false }
        balance -= Self.token
        return true
    }

    /// Puts an extra attempt back that was withdrawn and not made.
    package mutating func giveBack() {
        balance = min(balance + Self.token, Self.most)
    }
}
