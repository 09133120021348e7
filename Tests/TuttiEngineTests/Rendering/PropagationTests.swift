import Testing
import TuttiEngine
import TuttiSimulation

/// The id of a client's request and its trace go on to services, unless the file says otherwise.
struct PropagationTests {
    private static let endpoint = "endpoint: GET /x\ncalls: { a: { service: users, get: /a } }"
    private static let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    private static let traced = Fields(pairs: [
        ("X-Request-Id", "theirs"), ("Traceparent", parent), ("tracestate", "a=1"), ("tracestate", "b=2"), ("x", "y"),
    ])

    @Test(arguments: [
        ("", ["x-request-id: r1", "traceparent: \(parent)", "tracestate: a=1", "tracestate: b=2"]),
        ("propagate: true", ["x-request-id: r1", "traceparent: \(parent)", "tracestate: a=1", "tracestate: b=2"]),
        ("propagate: false", []), ("propagate: []", []), ("propagate: [request-id]", ["x-request-id: r1"]),
        ("propagate: trace-context", ["traceparent: \(parent)", "tracestate: a=1", "tracestate: b=2"]),
        ("headers: { x-request-id: fixed }, propagate: [request-id]", ["x-request-id: fixed"]),
        ("forward-headers: [x-request-id, x], propagate: [request-id]", ["x-request-id: r1", "x: y"]),
        ("forward-headers: [traceparent], propagate: false", ["traceparent: \(parent)"]),
    ])
    func theServiceSaysWhatItGetsToKnow(service: String, headers: [String]) throws {
        let composing = try Composing(Self.endpoint, service: service) { _ in .body("1") }
        _ = try composing.response(.get(headers: Self.traced))
        #expect(composing.transport.calls[0].headers == headers)
    }

    @Test(arguments: [
        [("traceparent", "a"), ("traceparent", "b"), ("tracestate", "c")], [("tracestate", "c")], [],
    ])
    func aTraceWithoutOneParentIsNone(pairs: [(String, String)]) throws {
        let composing = try Composing(Self.endpoint) { _ in .body("1") }
        _ = try composing.response(.get(headers: Fields(pairs: pairs)))
        #expect(composing.transport.calls[0].headers == ["x-request-id: r1"])
    }

    @Test func aCallsOwnHeaderGoesFirst() throws {
        let endpoint = """
            endpoint: GET /x
            calls: { a: { service: users, get: /a, headers: { traceparent: "{headers.traceparent}-x" } } }
            """
        let composing = try Composing(endpoint) { _ in .body("1") }
        _ = try composing.response(.get(headers: Fields(pairs: [("traceparent", "p")])))
        #expect(composing.transport.calls[0].headers == ["traceparent: p-x", "x-request-id: r1"])
    }

    /// They name the request without saying anything of it.
    @Test func keptResponsesAreSharedByRequestsOfAnyId() throws {
        let composing = try Composing(Self.endpoint, service: "cache: 30s") { _ in .body("1") }
        var other = ClientRequest.get(headers: Self.traced)
        other.id = "r2"
        _ = try composing.response(.get())
        #expect(try composing.response(other).calls[0].outcome == .cached)
        #expect(composing.transport.calls.count == 1)
    }
}
