import Testing
import TuttiEngine
import TuttiPlan
import TuttiSimulation
import TuttiUpstream

/// What a failed call's section shows; see docs/decisions/0002-fallbacks.md.
struct FallbackTests {
    @Test(arguments: [
        // The section's only call, and an expression that finds nothing in the fallback: the fallback shows.
        ("[]", #"orders: "orders.items[].id""#, #"{"orders":[]}"#),
        ("\"'none'\"", #"orders: orders.note"#, #"{"orders":"none"}"#),
        // An object has the response's shape.
        ("{ items: [ { id: 0 } ] }", #"orders: "orders.items[].id""#, #"{"orders":[0]}"#),
        ("{ items: [] }", #"orders: "orders.items[].id""#, #"{"orders":[]}"#),
        ("{ id: 0 }", "name: orders.name", #"{"name":null}"#),
        // Shown as a whole.
        ("[]", "orders: orders", #"{"orders":[]}"#),
        ("null", "orders: orders.items", #"{"orders":null}"#),
        // In two places: neither is *the* section.
        ("[]", #"a: orders.items, b: orders.count"#, #"{"a":null,"b":null}"#),
        // With something else in the expression.
        ("[]", #"a: "orders.items || query.x""#, #"{"a":null}"#),
    ])
    func show(otherwise: String, response: String, body: String) throws {
        let endpoint = """
            endpoint: GET /x
            calls:
              orders: { service: orders, get: /o, otherwise: \(otherwise) }
              user: { service: users, get: /u, required: true, accept: { 200: null } }
            response: { \(response) }
            """
        let response = try Composing(endpoint) { call in
            call.host == "orders" ? .failure(.connect) : .body("1")
        }.response(.get())
        #expect(response.text == body)
    }
}
