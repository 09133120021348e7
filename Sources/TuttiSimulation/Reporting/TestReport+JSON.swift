internal import TuttiJSON
internal import TuttiPlan

extension TestReport {
    /// A JSON array with one object for each test, without a line feed at its end.
    ///
    /// Members: `endpoint`, `name`, `file`, `line`, `passed`, and `failures`, an array of `step` and `repetition` (from 1, or
    /// null), `subject`, `expected`, `actual` and `detail` (or null each).
    package var json: String { JSONValue.array(results.map(value)).jsonText }

    private func value(_ result: TestResult) -> JSONValue {
        [
            "endpoint": .string(result.endpoint),
            "name": .string(result.name),
            "file": .string(prefix + result.position.file),
            "line": .integer(result.position.line),
            "passed": .bool(result.passed),
            "failures": .array(result.steps.flatMap { step in step.mismatches.map { Self.value($0, of: step) } }),
        ]
    }

    private static func value(_ mismatch: TestMismatch, of step: StepResult) -> JSONValue {
        [
            "step": step.number.map { .integer($0) } ?? .null,
            "repetition": step.repetition.map { .integer($0) } ?? .null,
            "subject": .string(mismatch.subject),
            "expected": .text(mismatch.expected),
            "actual": .text(mismatch.actual),
            "detail": .text(mismatch.detail),
        ]
    }
}
