internal import TuttiPlan

extension PreparedCall {
    /// What the call has done, as its end says; nil where it is certain that it has done nothing.
    func fate(of end: CallEnd) -> WriteFate? {
        // How many requests of an `each` were done, its end doesn't say.
        guard plan.each == nil else { return end.wasSent ? .unknown : nil }
        if case .succeeded = end.verdict { return .done }
        return end.mayBeDone ? .unknown : nil
    }
}
