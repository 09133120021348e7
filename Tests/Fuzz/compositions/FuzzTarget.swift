import TuttiComposition
import TuttiEngine
import TuttiJSON
import TuttiPlan

/// The services of every input that is an endpoint file.
private let gateway = """
    env: [HOME]
    defaults: { deadline: 2s }
    services:
      users: { instances: ["http://127.0.0.1:1"] }
      orders: { instances: ["http://127.0.0.1:2"], headers: { x-a: b } }
      payments: { instances: ["http://127.0.0.1:3/v1"], forward-headers: [accept-language] }
      catalog: { instances: ["http://127.0.0.1:4"] }
    """

/// The endpoint that stands beside every input that is a gateway.yaml.
private let endpoint = """
    endpoint: GET /x/{id}
    calls:
      user: { service: users, get: "/users/{path.id}" }
    """

private let loader = CompositionLoader(environment: ["HOME": "/home", "EMPTY": ""])

/// Called by libFuzzer with each input: `G` and a gateway.yaml, or `E` and an endpoint file.
///
/// Any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard let kind = input.first else { return 0 }
    let text = String(decoding: input.dropFirst(), as: UTF8.self)
    let files =
        kind & 2 == 0
        ? [("gateway.yaml", gateway), ("x.yaml", text)]
        : [("gateway.yaml", text), ("x.yaml", endpoint)]
    let result = loader.load(files: files)
    precondition((result.plan == nil) == (result.errorCount > 0), "neither a plan nor an error, or both")
    precondition(result.diagnostics.count <= 1_000, "diagnostics are not capped")
    check(result.diagnostics, lines: text.unicodeScalars.count + endpoint.utf8.count + 1, size: text.utf8.count)
    // What is compiled can be prepared to be run, too.
    if let plan = result.plan {
        precondition(CompositionEngine(plan: plan).plan.endpoints.count == result.endpointCount)
    }
    return 0
}

/// Each diagnostic names a place that exists, and can be shown as text and as JSON in bounded space.
private func check(_ diagnostics: [Diagnostic], lines: Int, size: Int) {
    for diagnostic in diagnostics {
        let places = [diagnostic.position] + diagnostic.related.map(\.position)
        for place in places {
            precondition(place.line >= 1 && place.line <= lines, "a line that the file doesn't have")
            precondition(place.column >= 1 && place.column <= lines + 1, "a column that the line doesn't have")
        }
        precondition(diagnostic.length >= 0, "a length below nothing")
        precondition(!diagnostic.message.isEmpty && diagnostic.help?.isEmpty != true, "a message says nothing")
        if diagnostic.length > 0 {
            let column = diagnostic.columnInSourceLine ?? diagnostic.position.column
            precondition(column >= 1 && column <= diagnostic.sourceLine.count + 1, "the caret is beside the line")
        }
    }
    let text = DiagnosticRenderer(prefix: "x/").text(diagnostics)
    precondition(text.isEmpty == diagnostics.isEmpty, "the text has nothing to say")
    precondition(
        !text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t" },
        "text for a terminal holds control characters")
    let coloured = DiagnosticRenderer(isColored: true).text(diagnostics)
    let json = DiagnosticRenderer().json(diagnostics)
    guard let document = try? JSONDocument(parsing: Array(json.utf8)) else {
        preconditionFailure("the diagnostics are no JSON")
    }
    precondition(document.root.count == diagnostics.count, "the JSON has other diagnostics")
    // 5 KiB say enough about one mistake.
    precondition(max(text.utf8.count, coloured.utf8.count) <= 5_000 * diagnostics.count + 1, "the text is too long")
    precondition(json.utf8.count <= 16_000 * diagnostics.count + 2, "the JSON is too long")
}
