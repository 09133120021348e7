extension Int {
    /// A number of hundredths of a percent: `95 %` of 9,500, `33.33 %` of 3,333.
    var percentOfTenThousand: String {
        let (whole, rest) = quotientAndRemainder(dividingBy: 100)
        guard rest > 0 else { return "\(whole) %" }
        let digits = rest < 10 ? "0\(rest)" : rest % 10 == 0 ? "\(rest / 10)" : "\(rest)"
        return "\(whole).\(digits) %"
    }
}
