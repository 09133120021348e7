import Testing
import TuttiComposition

/// Mistakes in calls and endpoints: what they are called, and the character they are found at (`▸`).
@Suite struct MistakesInCallsTests {
    @Test(arguments: [
        ("unknown-key", Sample.call("get: /x", "▸timout: 1s")),
        ("missing-key", Sample.call("get: /x", "▸batch: 5")),
        ("missing-key", Sample.call("get: /x", "▸key: id")),
        ("missing-key", Sample.call("get: /x", "▸at-most: 5")),
        ("missing-key", Sample.call("get: /x", "▸parallel: 5")),
        ("wrong-type", Sample.call("get: \"/{each}\"", "each: ▸5")),
        ("wrong-type", Sample.call("get: \"/{each}\"", "each: ▸[a, b]")),
        ("wrong-type", Sample.call("get: \"/{each}\"", "each: ▸length('abc')")),
        ("wrong-type", Sample.call("get: \"/{each}\"", "each: query.ids", "key: ▸5")),
        ("invalid-number", Sample.call("get: \"/{each}\"", "each: query.ids", "batch: ▸0")),
        ("invalid-number", Sample.call("get: \"/{each}\"", "each: query.ids", "at-most: ▸20000")),
        ("unread-each", Sample.call("get: /x", "▸each: query.ids")),
        ("unread-each", Sample.call("get: /x", "▸each: query.ids", "when: path.id")),
        ("wrong-type", Sample.call("get: /x", "otherwise: [{ value: {} }, ▸{ stale: 10m }]")),
        ("wrong-type", Sample.call("get: /x", "otherwise: [[], ▸stale]")),
        ("list-of-fallbacks", Sample.call("get: /x", "otherwise: ▸[{ value: {} }, { value: [] }]")),
        ("needless-required", Sample.call("get: /x", "▸required: true", "otherwise: []")),
        ("needless-importance", Sample.call("get: /x", "required: true", "▸importance: low")),
        ("needless-required", Sample.call("get: /x", "▸required: true", "otherwise: [stale, { name: path.id }]")),
        ("unknown-name", Sample.call("get: /x", "otherwise: [▸stal, []]")),
        ("invalid-placeholder", Sample.call("get: /users/▸${path.id}")),
        ("invalid-placeholder", Sample.call("get: /x", "headers: { x-user: \"a ▸${path.id}\" }")),
        ("unknown-name", Sample.call("get: \"/{▸each}\"", "otherwise: []")),
        ("unknown-name", Sample.call("get: \"/{each}\"", "each: query.ids", "when: ▸each")),
        ("unknown-name", Sample.call("get: \"/{each}\"", "each: ▸each.ids")),
        ("unknown-name", Sample.call("get: \"/{each}\"", "each: query.ids", "otherwise: ▸each")),
        (
            "too-many-calls",
            "endpoint: GET /x\ncalls:\n  ▸user: { service: users, get: \"/{each}\", each: query.ids, at-most: 101 }"
        ),
        (
            "too-many-calls",
            "endpoint: GET /x\ncalls:\n  ▸a: { service: users, get: \"/{each}\", each: query.ids }\n  b: { service: users, get: \"/{each}\", each: a }"
        ),
        ("body-not-allowed", Sample.call("get: /x", "▸form: { a: path.id }")),
        ("wrong-type", Sample.call("post: /x", "form: ▸[path.id]")),
        ("wrong-type", Sample.call("post: /x", "form: ▸\"'a'\"")),
        ("wrong-type", Sample.call("post: /x", "form: { a: ▸{ b: path.id } }")),
        ("wrong-type", Sample.call("post: /x", "body: { a: path.id }", "▸form: { a: path.id }")),
        ("wrong-type", Sample.call("post: /x", "form: { a: path.id }", "▸graphql: { query: \"{ a }\" }")),
        ("invalid-header", Sample.call("post: /x", "form: { a: path.id }", "headers: { ▸content-type: text/plain }")),
        ("body-not-allowed", Sample.call("get: /x", "▸graphql: { query: \"{ a }\" }")),
        ("body-not-allowed", Sample.call("put: /x", "▸graphql: { query: \"{ a }\" }")),
        ("missing-key", Sample.call("post: /x", "graphql: ▸{ variables: { a: path.id } }")),
        ("wrong-type", Sample.call("post: /x", "graphql: { query: ▸\" \" }")),
        ("wrong-type", Sample.call("post: /x", "graphql: { query: \"{ a }\", variables: ▸[path.id] }")),
        ("unknown-key", Sample.call("post: /x", "graphql: { query: \"{ a }\", ▸operationName: A }")),
        ("unknown-name", Sample.call("post: /x", "graphql: { query: \"{ a }\", variables: { a: ▸pat.id } }")),
        ("wrong-type", Sample.call("post: /x", "graphql: { query: \"{ a }\" }", "▸into: text")),
        ("wrong-type", Sample.call("get: /x", "into: ▸yaml")),
        ("unknown-key", Sample.call("get: /x", "into: { ▸yaml: {} }")),
        ("wrong-type", Sample.call("get: /x", "into: { xml: { lists: ▸item } }")),
        ("wrong-type", Sample.call("get: /x", "into: { xml: { lists: ▸[] } }")),
        ("invalid-name", Sample.call("get: /x", "into: { xml: { lists: [▸a.b] } }")),
        ("not-idempotent", Sample.call("post: /x", "retry: ▸{ attempts: 2 }")),
        ("safe-not-allowed", Sample.call("put: /x", "▸safe: true")),
        ("undo-not-allowed", Sample.call("get: /x", "▸undo: { delete: /x }")),
        ("undo-not-allowed", Sample.call("post: /x", "safe: true", "▸undo: { delete: /x }")),
        ("undo-not-allowed", Sample.call("post: \"/{each}\"", "each: query_all.a", "▸undo: { delete: /x }")),
        ("undone-replayed", Sample.call("post: /x", "▸idempotency: client", "undo: { delete: /x }")),
        ("missing-method", Sample.call("post: /x", "▸undo: { body: path.id }")),
        ("several-methods", Sample.call("post: /x", "undo: { post: /y, ▸delete: /x }")),
        ("wrong-type", Sample.call("post: /x", "undo: ▸/x")),
        ("unknown-key", Sample.call("post: /x", "undo: { delete: /x, ▸service: users }")),
        ("unknown-key", Sample.call("post: /x", "▸compensate: { delete: /x }")),
        ("unknown-name", Sample.call("post: /x", "undo: { delete: \"/x/{▸usr.id}\" }")),
        ("invalid-duration", Sample.call("post: /x", "undo: { delete: /x, timeout: ▸1d }")),
        ("invalid-number", Sample.call("post: /x", "undo: { delete: /x, retry: { attempts: ▸11 } }")),
        ("safe-not-allowed", Sample.call("get: /x", "▸safe: true")),
        ("needless-idempotency", Sample.call("get: /x", "▸idempotency: request")),
        ("needless-idempotency", Sample.call("post: /x", "safe: true", "▸idempotency: client")),
        ("wrong-type", Sample.call("post: /x", "idempotency: ▸yes")),
        ("unknown-key", Sample.call("post: /x", "▸idempotency-key: request")),
        ("unknown-call", Sample.call("get: /x", "after: ▸usr")),
        ("unknown-call", Sample.call("get: /x", "after: [▸order]")),
        ("dependency-cycle", Sample.call("get: /x", "after: ▸user")),
        ("wrong-type", Sample.call("get: /x", "after: ▸{ a: b }")),
        ("never-made", Sample.call("post: /x", "when: ▸false")),
        ("never-made", Sample.call("post: /x", "when: ▸\"`0` && null\"")),
        (
            "never-made",
            """
            endpoint: POST /x
            calls:
              pay: { service: users, post: /p, required: true }
              undo: { service: users, post: /u, when: ▸meta.pay.outcome == 'failed' }
            """
        ),
        (
            "never-made",
            """
            endpoint: POST /x
            calls:
              pay: { service: users, post: /p, required: true }
              undo: { service: users, post: /u, when: ▸"body.undo && meta.pay.outcome != 'ok'" }
            """
        ),
        (
            "never-made",
            """
            endpoint: POST /x
            calls:
              pay: { service: users, post: /p, required: true }
              undo: { service: users, post: /u, when: ▸meta.pay.reason == 'timeout' }
            """
        ),
        (
            "never-made",
            """
            endpoint: POST /x
            calls:
              pay: { service: users, post: /p }
              undo: { service: users, post: /u, when: ▸"'fail' == meta.pay.outcome" }
            """
        ),
        (
            "dependency-cycle",
            """
            endpoint: POST /x
            calls:
              a: { service: users, post: /a, after: ▸b }
              b: { service: users, post: "/b/{a.id}" }
            """
        ),
        (
            "unused-call",
            """
            endpoint: POST /x
            calls:
              ▸a: { service: users, get: /a }
              b: { service: users, post: /b, after: a }
            response: { b: b }
            """
        ),
        ("not-idempotent", Sample.call("post: /x", "retry: ▸{ on: [connect, reset] }")),
        ("not-idempotent", Sample.call("patch: /x", "retry: ▸{ on: [connect, 503] }")),
        ("not-idempotent", Sample.call("patch: /x", "hedge: ▸50ms")),
        ("invalid-number", Sample.call("get: /x", "follow: ▸0")),
        ("invalid-number", Sample.call("get: /x", "follow: { at-most: ▸11 }")),
        ("unknown-key", Sample.call("get: /x", "follow: { ▸host: [a] }")),
        ("wrong-type", Sample.call("get: /x", "follow: { hosts: ▸a }")),
        ("invalid-address", Sample.call("get: /x", "follow: { hosts: [▸\"https://cdn.example.com\"] }")),
        ("forbidden-header", Sample.call("get: /x", "headers: { ▸host: a }")),
        ("wrong-type", Sample.call("get: /x", "query: ▸\"'a'\"")),
        ("wrong-type", Sample.call("get: /x", "query: ▸[a]")),
        ("unknown-name", Sample.call("get: /x", "query: ▸quary_all")),
        ("missing-key", Sample.call("get: \"/x/{each}\"", "each: query_all.id\n    ▸many: true")),
        ("missing-key", Sample.call("get: /x", "▸many: true")),
        ("not-idempotent", Sample.call("put: /x", "cache: ▸5s")),
        ("unknown-key", Sample.call("get: /x", "retry: { ▸budget: 0.5 }")),
        ("unknown-key", Sample.call("get: /x", "retry: { ▸attempt: 2 }")),
        ("wrong-type", Sample.call("get: /x", "retry: ▸2")),
        ("invalid-number", Sample.call("get: /x", "retry: { attempts: ▸11 }")),
        ("invalid-status", Sample.call("get: /x", "retry: { on: [▸refused] }")),
        ("invalid-status", Sample.call("get: /x", "retry: { on: ▸999 }")),
        ("invalid-number", Sample.call("get: /x", "hedge: ▸p100")),
        ("invalid-duration", Sample.call("get: /x", "hedge: ▸fast")),
        ("invalid-duration", Sample.call("get: /x", "cache: ▸long")),
        ("stale-not-allowed", Sample.call("post: /x", "otherwise: ▸stale")),
        ("stale-not-allowed", Sample.call("put: /x", "otherwise: [▸stale, []]")),
        ("wrong-type", Sample.call("get: /x", "otherwise: [stale, ▸stale]")),
        ("invalid-duration", Sample.call("get: /x", "otherwise: { stale: ▸2d }")),
        ("replaced-header", Sample.call("get: /x", "headers: { x-gw: a }", "forward-headers: [▸x-gw]")),
        ("forbidden-header", Sample.call("get: /x", "forward-headers: [▸connection]")),
        ("wrong-type", Sample.call("get: /x", "forward-headers: ▸x-gw")),
        ("invalid-header", Sample.call("get: /x", "headers: { ▸Cookie: a=1 }", "cookies: { b: path.id }")),
        (
            "invalid-header",
            Sample.call(
                "post: /x", "headers: { content-type: ▸application/x-www-form-urlencoded }", "body: { id: path.id }")
        ),
        (
            "invalid-header",
            Sample.call("post: /x", "headers: { Content-Type: ▸\"Multipart/Form-Data; boundary=a\" }", "body: path.id")
        ),
        ("invalid-name", Sample.call("get: /x", "cookies: { ▸\"a b\": path.id }")),
        ("wrong-type", Sample.call("get: /x", "cookies: ▸[session]")),
        ("missing-method", "endpoint: GET /x\ncalls:\n  ▸user: { service: users }\nresponse: user"),
        ("missing-key", "endpoint: GET /x\ncalls:\n  ▸user: { get: /x }\nresponse: user"),
        ("unknown-service", "endpoint: GET /x\ncalls:\n  user: { service: ▸user, get: /x }\n"),
        ("wrong-type", "endpoint: GET /x\ncalls:\n  user: { service: ▸[users], get: /x }\n"),
        ("wrong-type", "endpoint: GET /x\ncalls:\n  user: ▸GET /x\n"),
        ("several-methods", Sample.call("get: /x", "▸head: /x")),
        ("body-not-allowed", Sample.call("get: /x", "▸body: { a: path.id }")),
        ("body-not-allowed", Sample.call("head: /x", "▸body: path.id")),
        ("invalid-path", Sample.call("get: ▸users/1")),
        ("invalid-path", Sample.call("get: ▸\"{path.id}/x\"")),
        ("invalid-path", Sample.call("get: /users/a▸ b")),
        ("invalid-path", Sample.call("get: \"/users/a▸\\tb\"")),
        ("invalid-path", Sample.call("get: \"/users/▸\\x01\"")),
        ("invalid-path", Sample.call("get: /users▸#top")),
        ("invalid-path", Sample.call("get: /users/100▸%")),
        ("invalid-path", Sample.call("get: ▸/users/../admin")),
        ("invalid-path", Sample.call("get: ▸/users/%2e%2E/admin")),
        ("invalid-placeholder", Sample.call("get: /users/▸{path.id")),
        ("invalid-placeholder", Sample.call("get: /users/▸{}")),
        ("invalid-placeholder", Sample.call("get: /users/▸{  }/x")),
        ("invalid-placeholder", Sample.call("get: /users/{path.id}▸}")),
        ("invalid-placeholder", Sample.call("get: /x", "headers: { x-user: \"▸{path.id\" }")),
        ("unknown-name", Sample.call("get: /users/{path.▸idd}")),
        ("unknown-name", Sample.call("get: /users/{path.▸\"idd\"}")),
        ("unknown-name", Sample.call("get: /users/{▸pth.id}")),
        ("unknown-name", Sample.call("get: /users/{▸id}")),
        ("unknown-name", Sample.call("get: /x", "query: { user: ▸usr.id }")),
        ("unknown-name", Sample.call("get: /x", "when: ▸flag")),
        ("unknown-name", Sample.call("get: /x", "select: \"{a: id, b: $.▸nothing}\"")),
        ("unknown-name", Sample.call("get: /x", "query: { r: env.▸REGION }")),
        ("unknown-name", Sample.call("get: /x", "query: { a: headers.▸Accept }")),
        ("unknown-name", Sample.call("get: /x", "query: { a: headers.user-▸agent }")),
        ("whole-document", Sample.call("get: /x", "query: { q: ▸$ }")),
        ("whole-document", Sample.call("get: /x", "query: { q: keys(▸$) }")),
        ("whole-document", Sample.call("get: /x", "query: { q: \"keys(▸@)\" }")),
        ("whole-document", Sample.call("get: /x", "select: \"[id, ▸$]\"")),
        ("invalid-expression", Sample.call("get: /x", "query: { limit: query.limit || ▸10 }")),
        ("invalid-expression", Sample.call("get: /x", "query: { limit: ▸'' }")),
        ("invalid-expression", Sample.call("get: /x", "select: items[▸")),
        ("invalid-expression", Sample.call("get: /x", "select: ▸lenght(@)")),
        ("invalid-expression", Sample.call("get: /users/{path.id +▸}")),
        ("wrong-type", Sample.call("get: /x", "query: ▸[a]")),
        ("wrong-type", Sample.call("get: /x", "query: { a: ▸{ b: path.id } }")),
        ("wrong-type", Sample.call("get: /x", "headers: ▸abc")),
        ("wrong-type", Sample.call("get: /x", "select: ▸{ a: id }")),
        ("wrong-type", Sample.call("get: /x", "required: ▸yes")),
        ("wrong-type", Sample.call("post: /x", "body: { a: ▸.inf }")),
        ("invalid-header", Sample.call("get: /x", "headers: { ▸\"a b\": x }")),
        ("invalid-header", Sample.call("get: /x", "headers: { x-a: \"a▸\\r\\nb: c\" }")),
        ("forbidden-header", Sample.call("get: /x", "headers: { ▸Content-Length: \"3\" }")),
        ("forbidden-header", Sample.call("get: /x", "headers: { ▸transfer-encoding: chunked }")),
        ("forbidden-header", Sample.call("get: /x", "headers: { ▸Host: a.example }")),
        ("invalid-duration", Sample.call("get: /x", "timeout: ▸300")),
        ("invalid-duration", Sample.call("get: /x", "timeout: ▸0s")),
        ("invalid-duration", Sample.call("get: /x", "timeout: ▸-5ms")),
        ("invalid-duration", Sample.call("get: /x", "timeout: ▸1.5s")),
        ("invalid-duration", Sample.call("get: /x", "timeout: ▸5 minutes")),
        ("invalid-duration", Sample.call("get: /x", "timeout: ▸99999999999999999999s")),
        ("invalid-duration", Sample.call("get: /x", "timeout: ▸1441m")),
        ("wrong-type", Sample.call("get: /x", "timeout: ▸[1s]")),
        ("timeout-past-deadline", Sample.call("get: /x", "timeout: ▸3s")),
        ("invalid-status", Sample.call("get: /x", "accept: ▸600")),
        ("invalid-status", Sample.call("get: /x", "accept: [200, ▸two]")),
        ("invalid-status", Sample.call("get: /x", "accept: ▸299-200")),
        ("invalid-status", Sample.call("get: /x", "accept: ▸1xx")),
        ("invalid-status", Sample.call("get: /x", "accept: [{404: {a: 1}}, {▸404: null}]")),
        ("invalid-status", Sample.call("get: /x", "accept: ▸[]")),
        ("invalid-status", Sample.call("get: /x", "accept: { ▸6xx: null }")),
        ("not-constant", Sample.call("get: /x", "accept: { 404: ▸path.id }")),
    ])
    func isFoundAtItsPlace(code: String, marked: String) {
        let marked = MarkedText(marked)
        let result = Sample.load(marked.text)
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
        #expect((result.plan == nil) == (result.errorCount > 0))
    }
}
