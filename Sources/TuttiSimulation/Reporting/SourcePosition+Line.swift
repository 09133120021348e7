internal import TuttiPlan

extension SourcePosition {
    /// File and line, behind what makes the names of files lead to them from where the command was called.
    func line(behind prefix: String) -> String { "\(prefix)\(file):\(line)" }
}
