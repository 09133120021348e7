/// What one request of a client has seen of a service: one vote, however many calls and attempts it made.
///
/// With one call of three that failed, a third of the vote is a failure.
package struct BreakerVote: Sendable, Hashable, BitwiseCopyable {
    /// A whole vote in the parts that are counted.
    static let unit = 256

    /// Results that are no ``CircuitBreaker/CallResult/ignored``.
    private(set) var results = 0
    /// Those of them that are failures of any kind.
    private(set) var failures = 0
    /// Those that are ``CircuitBreaker/CallResult/unreachable``.
    private(set) var unreachable = 0
    /// Those that are ``CircuitBreaker/CallResult/silent``.
    private(set) var silent = 0

    /// Nothing seen.
    package init() {}

    /// One result.
    package init(_ result: CircuitBreaker.CallResult) {
        add(result)
    }

    /// Another call, or another attempt, ended.
    package mutating func add(_ result: CircuitBreaker.CallResult) {
        switch result {
        case .ignored: return
        case .succeeded: break
        case .failed: failures &+= 1
        case .silent: (failures, silent) = (failures &+ 1, silent &+ 1)
        case .unreachable: (failures, unreachable) = (failures &+ 1, unreachable &+ 1)
        }
        results &+= 1
    }

    /// The share of the vote, 0 to ``unit``, that `count` of its results are.
    func share(_ count: Int) -> Int {
        results > 0 ? count &* Self.unit / results : 0
    }
}
