import Testing
import TuttiComposition

/// What to do about mistakes that are made by habit: the help says what is meant here, not what is spelled alike.
@Suite struct HelpTests {
    @Test(arguments: [
        ("limit: \"5\"", "the number stands without quotes here; text is written `\"'5'\"`"),
        ("limit: query.limit || \"5\"", "double quotes are for names, text is written `'5'`"),
        ("limit: five", "`cookies`, `body`, `client`, `env`, `meta`; text is written `'five'`"),
        ("limit: query.limit ?? '5'", "a value in place of null is `a || b`"),
    ])
    func inAQuery(parameter: String, help: String) {
        #expect(Sample.load(Sample.call("get: /x", "query: { \(parameter) }")).rendered.contains(help))
    }

    @Test(arguments: [
        ("method: GET", "method and path are one key: `get: /users/{path.id}`"),
        ("path: /users/7", "method and path are one key: `get: /users/{path.id}`"),
        ("fallback: []", "here it is called `otherwise`"),
        ("params: { a: path.id }", "here it is called `query`"),
        ("depends_on: [orders]", "a call waits for the calls that its expressions read"),
        ("accept: 2xx,404", "or a list: `[2xx, 404]`"),
        ("otherwise: [{ value: {} }, { stale: 10m }]", "write `[stale, { value: … }]`"),
        ("otherwise: stal", "did you mean `stale`?"),
        ("headers: { x-user: \"a-${path.id}\" }", "write `{path.id}`; `$${path.id}` sends a `$` before the value"),
    ])
    func inACall(line: String, help: String) {
        let result = Sample.load(Sample.call("get: /x", line))
        #expect(result.rendered.contains(help), "\(result.rendered)")
        #expect(result.diagnostics.count == 1)
    }

    /// The key that is meant is not missed as well.
    @Test func aMethodAndAPathAreNoMissingMethod() {
        let codes = Sample.load(Sample.call("method: GET", "path: /x")).diagnostics.map(\.code.rawValue)
        #expect(codes == ["unknown-key", "unknown-key"])
    }

    @Test func aParameterWithAColonIsOneMistake() {
        let result = Sample.load(
            """
            endpoint: GET /x/:id
            calls: { user: { service: users, get: "/{path.id}" } }
            tests: [{ name: a, request: GET /x/7, expect: {} }]

            """)
        #expect(result.rendered.contains("write `{id}`; a `:` that is meant is written `%3A`"))
        #expect(result.diagnostics.count == 1)
    }

    @Test func aCallThatIsReadAsAMemberIsPointedAt() {
        let result = Sample.load(Sample.response("\"user.items[].{id: id, name: lookup(orders, id)}\""))
        #expect(
            result.rendered == """
                a.yaml:4:3: error: nothing reads the call `orders`
                  orders: { service: orders, get: /orders }
                  ^~~~~~
                help: show it in `response`; where bare names are members, write `$.orders`
                a.yaml:5:47: note: here `orders` is a member of the value at hand; the call is `$.orders`

                """)
    }

    @Test func aBodyAsAResponseIsOneMistake() {
        let result = Sample.load(
            """
            endpoint: GET /x
            calls: { user: { service: users, get: /x } }
            tests: [{ name: a, request: GET /x, services: { users: { "*": { id: 7, name: Ada } } }, expect: {} }]

            """)
        #expect(result.rendered.contains("write `{ body: { … } }`"))
        #expect(result.diagnostics.count == 1)
    }

    @Test func aKeyOfAServiceAndOfAnEndpoint() {
        let gateway = "services:\n  users: { url: \"http://127.0.0.1:7001\" }\n"
        let endpoint = "endpoint: GET /x\ntimeout: 1s\ncalls: { user: { service: users, get: /x } }\n"
        let result = Sample.load(endpoint, gateway: gateway)
        #expect(result.rendered.contains("here it is a list: `instances: [http://127.0.0.1:7001]`"))
        #expect(result.rendered.contains("here it is called `deadline`"))
    }
}
