extension ClosedRange<Int> {
    /// `503`, `200–299`.
    package var inWords: String { lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound)–\(upperBound)" }
}
