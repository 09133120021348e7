extension [String] {
    /// `a, b and c`.
    func listed(_ word: String = "and") -> String {
        guard count > 1, let last else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " \(word) \(last)"
    }
}

extension String {
    /// The text as it is, or its beginning with an ellipsis.
    func cut(to length: Int) -> String {
        count > length ? prefix(length) + "…" : self
    }
}
