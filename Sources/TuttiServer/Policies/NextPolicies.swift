/// The policies that a request has not been shown to yet, and what becomes of it behind the last one.
struct NextPolicies {
    private let policies: ArraySlice<any RequestPolicy>
    private let last: (Exchange) -> Void

    /// All policies of a request that is then handed to `last`.
    init(_ policies: [any RequestPolicy], last: @escaping (Exchange) -> Void) {
        self.init(policies[...], last: last)
    }

    private init(_ policies: ArraySlice<any RequestPolicy>, last: @escaping (Exchange) -> Void) {
        self.policies = policies
        self.last = last
    }

    /// Lets the request go on; called on its event loop, once.
    func callAsFunction(_ exchange: Exchange) {
        guard exchange.stage == .deciding else { return }
        guard let policy = policies.first else { return last(exchange) }
        policy.handle(exchange, next: NextPolicies(policies.dropFirst(), last: last))
    }
}
