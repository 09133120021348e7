internal import TuttiJSON
internal import TuttiPlan

extension TestReport {
    /// A JSON array with one object for each test, without a line feed at its end.
    ///
    /// Members: `endpoint`, `name`, `file`, `line`, `passed`, and `failures`, an array of `step` and `repetition` (from 1, or
    /// null), `subject`, `expected`, `actual` and `detail` (or null each).
    package var json: String {
        var writer = JSONWriter(reserving: results.count * 256)
        writer.beginArray()
        for result in results {
            writer.beginObject()
            writer.write(name: "endpoint")
            writer.write(string: result.endpoint)
            writer.write(name: "name")
            writer.write(string: result.name)
            writer.write(name: "file")
            writer.write(string: prefix + result.position.file)
            writer.write(name: "line")
            writer.write(result.position.line)
            writer.write(name: "passed")
            writer.write(result.passed)
            writer.write(name: "failures")
            writer.beginArray()
            for step in result.steps {
                for mismatch in step.mismatches { write(mismatch, of: step, to: &writer) }
            }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func write(_ mismatch: TestMismatch, of step: StepResult, to writer: inout JSONWriter) {
        writer.beginObject()
        for (name, number) in [("step", step.number), ("repetition", step.repetition)] {
            writer.write(name: name)
            if let number { writer.write(number) } else { writer.writeNull() }
        }
        let texts: [(String, String?)] = [
            ("subject", mismatch.subject), ("expected", mismatch.expected), ("actual", mismatch.actual),
            ("detail", mismatch.detail),
        ]
        for (name, text) in texts {
            writer.write(name: name)
            if let text { writer.write(string: text) } else { writer.writeNull() }
        }
        writer.endObject()
    }
}
