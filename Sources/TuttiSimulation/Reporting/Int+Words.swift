extension Int {
    /// `1 test`, `2 tests`.
    func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }

    /// `1 MiB`, `500 bytes`: in the largest unit that it is a whole number of.
    var inBytes: String {
        for (unit, size) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        where self >= size && self % size == 0 {
            return "\(self / size) \(unit)"
        }
        return counted("byte")
    }
}
