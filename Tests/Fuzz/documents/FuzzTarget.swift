import TuttiJSON
import TuttiPlan
import TuttiSchema

/// Called by libFuzzer with each input, whose bytes choose a JSON Schema and documents: see `SchemaPairs`.
///
/// Any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var pairs = SchemaPairs(Array(UnsafeBufferPointer(start: start, count: count)))
    let source = pairs.schema()
    guard let schema = try? JSONSchema(source) else { return 0 }
    let others = wrapped(source).compactMap { try? JSONSchema($0) }
    for _ in 0..<4 {
        guard let document = try? JSONDocument(parsing: pairs.document().jsonBytes) else {
            preconditionFailure("what was made is no JSON")
        }
        if let lie = SchemaPairs.lie(about: document, schema) { preconditionFailure(lie) }
        let faults = schema.faults(in: document)
        precondition(faults.count <= JSONSchema.mostFaults && schema.faults(in: document) == faults)
        guard !isTrouble(faults) else { continue }
        for other in others {
            let otherFaults = other.faults(in: document)
            precondition(
                isTrouble(otherFaults) || otherFaults.isEmpty == faults.isEmpty, "wrapped, it is another schema")
        }
    }
    return 0
}

/// Schemas that mean the same; what `#` leads to then means the same, too.
private func wrapped(_ source: JSONValue) -> [JSONValue] {
    let definitions = source.member("$defs") ?? ["none": true]
    let ways: [(String, JSONValue)] = [
        ("allOf", [source, true]), ("anyOf", [source, false]), ("oneOf", [false, source]), ("not", ["not": source]),
    ]
    return ways.map { .object(JSONObject([("$defs", definitions), ($0.0, $0.1)])) }
        + [["$defs": definitions, "if": source, "then": true, "else": false]]
}

/// Whether it can't be told that the document fits.
private func isTrouble(_ faults: [SchemaFault]) -> Bool {
    faults.contains { $0.detail.hasSuffix("to be checked") || $0.detail.hasSuffix("work to tell where") }
}
