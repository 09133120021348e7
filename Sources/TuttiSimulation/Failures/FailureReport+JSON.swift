internal import TuttiJSON
internal import TuttiPlan

extension FailureReport {
    /// A JSON array with one object for each endpoint, without a line feed at its end.
    ///
    /// Members: `endpoint`, `file`, `line`, `test` (the test all runs go out from, or null), and `runs`, an array of `failing`,
    /// `status`, `problem`, `effects` (`pointer`, `effect`: `missing`, `fallback` or `changed`), `others` (`call`, `outcome`) and
    /// `vanished` (pointers).
    package var json: String {
        var writer = JSONWriter(reserving: 1024)
        writer.write(.array(matrices.map(value)))
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func value(_ matrix: FailureMatrix) -> JSONValue {
        .object(
            JSONObject([
                ("endpoint", .string(matrix.endpoint)),
                ("file", .string(prefix + matrix.position.file)),
                ("line", .number(JSONNumber(matrix.position.line))),
                ("test", matrix.scenario.map { .string($0.name) } ?? .null),
                ("runs", .array(matrix.runs.map(Self.value))),
            ]))
    }

    private static func value(_ run: FailureMatrix.Run) -> JSONValue {
        .object(
            JSONObject([
                ("failing", .array(run.failing.map { .string($0) })),
                ("status", .number(JSONNumber(run.status))),
                ("problem", .bool(run.isProblem)),
                (
                    "effects",
                    .array(
                        run.effects.map { effect in
                            .object(
                                JSONObject([
                                    ("pointer", .string(effect.pointer.description)),
                                    ("effect", .string(effect.kind.rawValue)),
                                ]))
                        })
                ),
                (
                    "others",
                    .array(
                        run.others.map { other in
                            .object(
                                JSONObject([("call", .string(other.call)), ("outcome", .string(other.outcome))]))
                        })
                ),
                ("vanished", .array(run.vanished.map { .string($0.description) })),
            ]))
    }
}
