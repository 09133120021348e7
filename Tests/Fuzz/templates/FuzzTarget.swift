import HTTPTypes
import TuttiComposition
import TuttiEngine
import TuttiJSON
import TuttiPlan
import TuttiPolicies
import TuttiSimulation

/// Calls with placeholders in every place, each alone so that a refusal of one hides no other.
private let endpoint = #"""
    endpoint: POST /x/{id}
    calls:
      segment: { service: s, get: "/a/{body.a}/z" }
      client: { service: s, get: "/b/{path.id}/z?lit=1&q={query.q || 'none'}", headers: { x-h: "{headers.\"x-in\"}" } }
      joined: { service: s, get: "/c/.{body.a}{body.b}/{body.b}..{body.c}/z" }
      placeholder: { service: s, get: "/d?lit=1&h={body.a}&i=x{body.b}y" }
      parameters: { service: s, get: /e, query: { m: body.a, "n&=#é": body.b, k: query.q, l: "[body.c, 'x']" } }
      field: { service: s, get: /f, headers: { x-plain: "{body.a}", x-mixed: "pre {body.b};q={body.c}" } }
      content: { service: s, post: /g, body: { a: body.a, "n\"": [body.b, { deep: body }], t: "join('', ['x', to_string(body.c)])" } }
    """#

private let engine: CompositionEngine = {
    let gateway = #"services: { s: { instances: ["http://h:80/base"], headers: { x-fixed: always } } }"#
    let result = CompositionLoader(environment: [:]).load(files: [("gateway.yaml", gateway), ("x.yaml", endpoint)])
    guard let plan = result.plan else { fatalError(DiagnosticRenderer().text(result.diagnostics)) }
    return CompositionEngine(plan: plan)
}()

/// Called by libFuzzer with each input: values parted by 0xFF bytes, of which one that begins with 0xFE is JSON text.
///
/// They are `body.a`, `.b`, `.c`, the path's parameter, the query and a header of the client. Any broken promise is a
/// trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    let parts = input.split(separator: 0xFF, omittingEmptySubsequences: false).map { Array($0) }
    func part(_ index: Int) -> [UInt8] { parts.indices.contains(index) ? parts[index] : [] }
    func text(_ index: Int) -> String { String(decoding: part(index), as: UTF8.self) }
    var values: [JSONValue] = []
    var body = JSONWriter()
    body.beginObject()
    for (index, name) in ["a", "b", "c"].enumerated() {
        let value = value(part(index))
        values.append(value)
        body.write(name: name)
        body.write(value)
    }
    body.endObject()
    let header = String(decoding: part(5).filter { $0 >= 0x20 || $0 == 0x09 }, as: UTF8.self)
    let request = ClientRequest(
        id: "r", method: .post, pathParameters: [text(3)], query: text(4), headers: OneField(value: header),
        body: body.bytes, secondsSince1970: 0)
    let transport = VirtualTransport { _ in .body("{}") }
    let response = transport.run { [engine] in await engine.response(request, endpoint: 0, over: transport) }
    precondition(response != nil, "the composition got stuck")
    let checks = RequestChecks(values: values, pathParameter: text(3), header: header, body: body.bytes)
    for call in transport.calls { checks.check(call) }
    return 0
}

private func value(_ part: [UInt8]) -> JSONValue {
    guard part.first == 0xFE else { return .string(String(decoding: part, as: UTF8.self)) }
    let document = try? JSONDocument(parsing: Array(part.dropFirst()), limits: JSONLimits(depth: 100))
    return document.map { .node($0.root) } ?? .null
}

private struct OneField: ClientHeaders {
    let value: String

    func values(named name: String) -> [String] { name == "x-in" ? [value] : [] }
    func forEach(_ visit: (String, String) -> Void) { visit("X-In", value) }
}
