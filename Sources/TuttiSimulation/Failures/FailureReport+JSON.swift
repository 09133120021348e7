internal import TuttiEngine
internal import TuttiJSON
internal import TuttiPlan

extension FailureReport {
    /// A JSON array with one object for each endpoint, without a line feed at its end.
    ///
    /// Members: `endpoint`, `file`, `line`, `test` (the test all runs go out from, or null), and `runs`, an array of `failing`,
    /// `status`, `problem`, `effects` (`pointer`, `effect`: `missing`, `fallback` or `changed`), `others` (`call`, `outcome`),
    /// `undone` and `undoFailed` (names of calls) and `vanished` (pointers).
    package var json: String { JSONValue.array(matrices.map(value)).jsonText }

    private func value(_ matrix: FailureMatrix) -> JSONValue {
        [
            "endpoint": .string(matrix.endpoint),
            "file": .string(prefix + matrix.position.file),
            "line": .integer(matrix.position.line),
            "test": .text(matrix.scenario?.name),
            "runs": .array(matrix.runs.map(Self.value)),
        ]
    }

    private static func value(_ run: FailureMatrix.Run) -> JSONValue {
        [
            "failing": .strings(run.failing),
            "status": .integer(run.status),
            "problem": .bool(run.isProblem),
            "effects": .array(
                run.effects.map { ["pointer": .string($0.pointer.description), "effect": .string($0.kind.rawValue)] }),
            "others": .array(run.others.map { ["call": .string($0.call), "outcome": .string($0.outcome)] }),
            "undone": .strings(run.undos.filter { $0.end == .undone }.map(\.call)),
            "undoFailed": .strings(run.undos.filter { $0.end == .failed }.map(\.call)),
            "vanished": .strings(run.vanished.map(\.description)),
        ]
    }
}
