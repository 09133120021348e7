internal import TuttiEngine
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiSystem

/// The failure matrices of a folder, for people and for programs.
package struct FailureReport: Sendable {
    let matrices: [FailureMatrix]
    let prefix: String

    /// A report of matrices; `prefix` is put before the names of files.
    package init(_ matrices: [FailureMatrix], prefix: String = "") {
        self.matrices = matrices
        self.prefix = prefix
    }

    /// Whether a required member vanishes from a response that is no problem.
    package var hasVanishedMembers: Bool { matrices.contains(where: \.hasVanishedMembers) }

    /// A table for each endpoint, and what they come to.
    package func text(isColored: Bool = false) -> String {
        let style = TextStyle(isColored: isColored)
        return (matrices.flatMap { lines($0, style) + [""] } + [summary(style)]).joined(separator: "\n")
    }

    private func lines(_ matrix: FailureMatrix, _ style: TextStyle) -> [String] {
        guard let scenario = matrix.scenario else {
            let place = style.paint(matrix.position.line(behind: prefix), .secondary)
            return [
                "\(style.paint(matrix.endpoint, .strong))  \(place)",
                "    not run: it has no test of one request that passes and in which every call is ok or skipped",
            ]
        }
        let place = scenario.position.line(behind: prefix)
        let title = TextStyle.printable("from the test “\(scenario.name)”")
        let failing = matrix.runs.map { $0.failing.joined(separator: " + ") }
        let width = max(11, failing.map(\.count).max() ?? 0)
        let heading = "    \(TextStyle.padded("these fail", to: width))  status  the response"
        let rows = zip(matrix.runs, failing).map { run, names in
            let mark = run.vanished.isEmpty ? " " : style.paint("✗", .bad)
            let status = style.paint("\(run.status)", Self.meaning(of: run))
            return "  \(mark) \(TextStyle.padded(names, to: width))  \(status)     \(Self.words(for: run, style))"
        }
        return ["\(style.paint(matrix.endpoint, .strong))  \(style.paint("\(title), \(place)", .secondary))"]
            + [style.paint(heading, .secondary)] + rows
    }

    private static func meaning(of run: FailureMatrix.Run) -> TextStyle.Meaning {
        run.isProblem || run.status >= 400 ? .bad : run.effects.isEmpty ? .good : .doubtful
    }

    /// `/orders fallback, /payments missing; payments failed (dependency)`.
    private static func words(for run: FailureMatrix.Run, _ style: TextStyle) -> String {
        var parts: [String] = []
        if run.isProblem {
            parts.append("problem")
        } else if run.effects.isEmpty {
            parts.append("whole")
        } else {
            parts.append(run.effects.map { "\($0.pointer) \($0.kind.rawValue)" }.joined(separator: ", "))
        }
        if !run.others.isEmpty {
            parts.append(run.others.map { "\($0.call) \($0.outcome)" }.joined(separator: ", "))
        }
        for end in UndoEnd.allCases where run.undos.contains(where: { $0.end == end }) {
            let calls = run.undos.filter { $0.end == end }.map(\.call).listed()
            parts.append(end == .undone ? "\(calls) undone" : style.paint("\(calls) not undone", .bad))
        }
        for pointer in run.vanished { parts.append(style.paint("required \(pointer) has vanished", .bad)) }
        return parts.joined(separator: "; ")
    }

    private func summary(_ style: TextStyle) -> String {
        let runs = matrices.flatMap(\.runs)
        var parts = [
            matrices.count.counted("endpoint"), runs.count.counted("run"),
            "\(runs.count { !$0.isProblem }) answered", runs.count(where: \.isProblem).counted("problem"),
        ]
        let left = matrices.count { $0.scenario == nil }
        if left > 0 { parts.append(style.paint("\(left) without a test to go out from", .doubtful)) }
        let vanished = runs.count { !$0.vanished.isEmpty }
        if vanished > 0 { parts.append(style.paint("\(vanished.counted("response")) without a required member", .bad)) }
        return parts.joined(separator: ", ")
    }
}
