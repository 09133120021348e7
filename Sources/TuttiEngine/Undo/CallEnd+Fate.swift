extension CallEnd {
    /// What the call has done; nil where it is certain that it has done nothing.
    var fate: WriteFate? {
        if case .succeeded = verdict { return .done }
        return mayBeDone ? .unknown : nil
    }
}
