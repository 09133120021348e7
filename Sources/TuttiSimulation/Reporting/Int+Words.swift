extension Int {
    /// `1 test`, `2 tests`.
    func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
