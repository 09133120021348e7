extension CallPlan {
    /// Whether it can be without a result: no value stands in.
    package var canFail: Bool {
        !otherwise.contains { if case .value = $0 { true } else { false } }
    }
}
