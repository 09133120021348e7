extension CallPlan {
    /// Whether it can be without a result: no value stands in.
    package var canFail: Bool {
        !otherwise.contains { if case .value = $0 { true } else { false } }
    }

    /// Whether what the file says of the call leaves room for that failure.
    package func canFail(as reason: FailureReason) -> Bool {
        switch reason {
        case .tooMany: each != nil || pages != nil
        case .graphQL: bodyFormat == .graphQL
        case .forbidden: mayBeForbidden
        case .credentials: mayLackCredentials
        case .noInstance: mayLackInstances
        case .unexpected: expects?.fails == true
        case .dependency: inputs.contains { !$0.copesWithNull }
        case .shed: !isRequired
        case .timeout, .connect, .dns, .tls, .reset, .badResponse, .status, .invalidJSON, .tooLarge,
            .breakerOpen, .overloaded, .expression, .canceled:
            true
        }
    }
}
