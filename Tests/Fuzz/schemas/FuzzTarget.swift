import TuttiJSON
import TuttiSchema

/// Called by libFuzzer with each input: a JSON Schema, a line feed, a document.
///
/// Any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let source = try? JSONDocument(parsing: Array(parts[0])),
        let document = try? JSONDocument(parsing: Array(parts[1]))
    else { return 0 }
    do {
        check(try JSONSchema(.node(source.root)), document)
    } catch {
        // Why a schema can't be used is said, and where: each place exists, but for what a reference leads to.
        precondition(error.all.contains { !$0.isWarning } && error.all.count <= 21)
        for mistake in error.all {
            precondition(!mistake.message.isEmpty)
            precondition(JSONPointer(tokens: mistake.path).resolve(in: .node(source.root)) != nil)
        }
    }
    return 0
}

private func check(_ schema: JSONSchema, _ document: JSONDocument) {
    let faults = schema.faults(in: document)
    precondition(faults.count <= JSONSchema.mostFaults)
    for fault in faults {
        precondition(fault.pointer.utf8.count < 1200 && !fault.detail.isEmpty)
        precondition(fault.pointer.isEmpty || fault.pointer.utf8.first == UInt8(ascii: "/"))
    }
    // The same, however often it is asked, and however the schema is wrapped.
    precondition(schema.faults(in: document) == faults)
    guard let wrapped = try? JSONSchema(.object(JSONObject([("allOf", .array([schema.source]))]))) else { return }
    let isTold = faults + wrapped.faults(in: document)
    guard !isTold.contains(where: { $0.detail.hasSuffix("to be checked") || $0.detail.hasSuffix("work") }) else {
        return
    }
    precondition(wrapped.accepts(document) == faults.isEmpty)
}
