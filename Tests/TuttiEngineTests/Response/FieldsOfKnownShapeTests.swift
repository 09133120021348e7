import Testing
import TuttiEngine
import TuttiJSON
import TuttiSimulation

/// `?fields=` is checked as far as the file says which members there can be: of what expressions build, and of `select`.
@Suite struct FieldsOfKnownShapeTests {
    private static let endpoint = """
        endpoint: GET /x
        fields: true
        meta: _calls
        calls:
          user: { service: users, get: /u, select: "{id: id, name: name}" }
          orders: { service: orders, get: /o, select: items, otherwise: [] }
        response:
          v: "{name: user.name, tags: user.tags}"
          nested: { inner: { a: user.id, b: "1" } }
          list: "orders[].{id: id, total: total.amount}"
          user: user
          orders: orders
          some: "user.ok ? {a: user.a} : {b: user.b}"
          open: "merge(user, {c: user.c})"

        """

    private static func response(_ headers: String) throws -> ComposedResponse {
        try Composing(endpoint.replacing("\"1\"", with: "user.id")) { request in
            request.host == "users"
                ? .body(#"{"id":1,"name":"Ada"}"#) : .body(#"{"items":[{"id":2,"total":{"amount":3}}]}"#)
        }.response(.get(query: "fields=" + headers))
    }

    @Test(arguments: [
        ("v.nam", "The response has no member `v.nam`; did you mean `v.name`?"),
        ("nested.inner.c", "The response has no member `nested.inner.c`; did you mean `nested.inner.a`?"),
        ("list.totl", "The response has no member `list.totl`; did you mean `list.total`?"),
        ("user.nme", "The response has no member `user.nme`; did you mean `user.name`?"),
        ("some.long_name", "The response has no member `some.long_name`; there are `some.a`, `some.b`."),
    ])
    func aNameThatCanNotBeThereIsRefused(headers: String, detail: String) throws {
        let response = try Self.response(headers)
        #expect(response.status == 400)
        #expect(response.text.contains(detail), "\(response.text)")
    }

    @Test(arguments: [
        ("v.name", #"{"v":{"name":"Ada"}}"#), ("list.total", #"{"list":[{"total":3}]}"#),
        ("orders.anything", #"{"orders":[{}]}"#), ("open.anything", #"{"open":{}}"#),
        ("user.id", #"{"user":{"id":1}}"#),
        ("some.a", #"{"some":{}}"#),
    ])
    func aNameThatMayBeThereIsNot(headers: String, body: String) throws {
        let response = try Self.response(headers)
        #expect(response.status == 200, "\(response.text)")
        #expect(response.text == body)
    }
}
