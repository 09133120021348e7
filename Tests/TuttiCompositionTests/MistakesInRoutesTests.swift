import Testing
import TuttiComposition

/// Mistakes in routes: what they are called, and the characters they are found at (`▸`).
@Suite struct MistakesInRoutesTests {
    @Test(arguments: [
        ("missing-key", "route: ▸/api/**\n"),
        ("missing-key", "route: ▸/api/**\nwhen: query.x\n"),
        ("wrong-type", "route: ▸[/api]\nto: orders\n"),
        ("invalid-route", "route: ▸GET\nto: orders\n"),
        ("invalid-route", "route: ▸FETCH /x\nto: orders\n"),
        ("invalid-route", "route: ▸ANY /x\nto: orders\n"),
        ("invalid-route", "route: ▸GET,POST /x\nto: orders\n"),
        ("invalid-path", "route: ▸api\nto: orders\n"),
        ("invalid-path", "route: /a▸ b\nto: orders\n"),
        ("invalid-path", "route: GET /a▸?b=c\nto: orders\n"),
        ("invalid-path", "route: /a▸/\nto: orders\n"),
        ("invalid-path", "route: /▸**/b\nto: orders\n"),
        ("invalid-path", "route: /a/▸**/\nto: orders\n"),
        ("invalid-path", "route: /a/▸*\nto: orders\n"),
        ("invalid-path", "route: /a/▸{*all}\nto: orders\n"),
        ("invalid-path", "route: /a/▸{all+}\nto: orders\n"),
        ("invalid-path", "route: /a/▸.*\nto: orders\n"),
        ("invalid-path", "route: /a/▸../b\nto: orders\n"),
        ("duplicate-parameter", "route: /▸{rest}/**\nto: orders\n"),
        ("duplicate-parameter", "route: /{a}/▸{a}/**\nto: orders\n"),
        ("invalid-path", "endpoint: GET /a/▸**\ncalls: { user: { service: users, get: /x } }\n"),

        ("unknown-service", "route: /a\nto: ▸order\n"),
        ("unknown-service", "route: /a\nto: { orders: 1, ▸user: 1 }\n"),
        ("unknown-service", "route: /a\nto: orders\nmirror: { to: ▸order }\n"),
        ("wrong-type", "route: /a\nto: ▸[orders, users]\n"),
        ("wrong-type", "route: /a\nto: ▸{}\n"),
        ("wrong-type", "route: /a\nto: { orders: ▸95% }\n"),
        ("invalid-number", "route: /a\nto: { orders: ▸-1, users: 1 }\n"),
        ("invalid-number", "route: /a\nto: { orders: ▸1.5, users: 1 }\n"),
        ("invalid-weight", "route: /a\nto: ▸{ orders: 0, users: 0 }\n"),
        ("invalid-weight", "route: /a\nto: { orders: 10000, users: 10000, payments: ▸1, x: 1 }\n"),
        ("several-actions", "route: /a\nto: orders\n▸respond: { status: 204 }\n"),
        ("several-actions", "route: /a\n▸redirect: { to: /b }\nto: orders\n"),
        ("several-actions", "route: /a/**\nto: orders\n▸strip: /a\nrewrite: /b\n"),
        ("unknown-key", "route: /a\n▸calls: {}\nto: orders\n"),
        ("invalid-route", "route: ▸POST /a/**\nfiles: docs\n"),
        ("invalid-route", "route: ▸/a\nfiles: docs\n"),
        ("invalid-route", "route: ▸/\nfiles: docs\n"),
        ("invalid-folder", "route: /a/**\nfiles: ▸nowhere\n"),
        ("invalid-folder", "route: /a/**\nfiles: ▸Package.swift\n"),
        ("invalid-folder", "route: /a/**\nfiles: ▸.\n"),
        ("invalid-folder", "route: /a/**\nfiles: ▸/\n"),
        ("invalid-folder", "route: /a/**\nfiles: docs\nfallback: ▸nowhere.html\n"),
        ("invalid-path", "route: /a/**\nfiles: docs\nfallback: ▸../README.md\n"),
        ("invalid-path", "route: /a/**\nfiles: docs\nfallback: ▸.git\n"),
        ("invalid-header", "route: /a/**\nfiles: docs\ncache-control: ▸\"a\\nb\"\n"),
        ("wrong-type", "route: /a/**\nfiles: ▸{ folder: docs }\n"),
        ("unknown-key", "route: /a/**\nto: orders\n▸fallback: index.html\n"),
        ("unknown-key", "route: /a/**\nfiles: docs\n▸timeout: 1s\n"),
        ("several-actions", "route: /a/**\n▸files: docs\nrespond: {}\n"),
        ("invalid-request", "route: /a/**\nfiles: docs\ntests: [{ name: t, request: ▸POST /a, expect: {} }]\n"),
        ("invalid-request", "route: GET /a/**\nto: orders\ntests: [{ name: t, request: ▸POST /a, expect: {} }]\n"),
        ("invalid-request", "route: GET /a/**\nto: orders\ntests: [{ name: t, request: GET ▸/b, expect: {} }]\n"),
        (
            "unknown-service",
            "route: /a\nto: orders\ntests: [{ name: t, request: GET /a, expect: { calls: { ▸users: 0 } } }]\n"
        ),
        (
            "unknown-service",
            "route: /a\nrespond: {}\ntests: [{ name: t, request: GET /a, expect: { outcome: { ▸users: ok } } }]\n"
        ),
        ("unknown-key", "route: /a\nto: orders\ntests: [{ name: t, request: GET /a, expect: {}, ▸required: id }]\n"),
        ("unknown-key", "route: /a\n▸service: orders\n"),
        ("unknown-key", "route: /a\nto: orders\n▸timout: 1s\n"),
        ("unknown-key", "route: /a\nredirect: { to: /b }\n▸timeout: 1s\n"),
        ("unknown-key", "route: /a\nrespond: {}\n▸headers: { a: b }\n"),
        ("unknown-key", "route: /a\nto: orders\n▸sticky: query.a\n"),
        ("unknown-key", "endpoint: GET /x\n▸route: /a\ncalls: { user: { service: users, get: /x } }\n"),
        ("wrong-type", "route: /a\nto: { orders: 1, users: 1 }\nsticky: ▸\"'a'\"\n"),

        ("invalid-path", "route: /a\nto: orders\nrewrite: ▸b\n"),
        ("invalid-path", "route: /a\nto: orders\nrewrite: ▸http://x/b\n"),
        ("invalid-path", "route: /a\nto: orders\nrewrite: /b▸?c=d\n"),
        ("invalid-path", "route: /a\nto: orders\nrewrite: ▸/b/../c\n"),
        ("invalid-placeholder", "route: /a/**\nto: orders\nrewrite: \"/{▸path.rest}/b\"\n"),
        ("invalid-placeholder", "route: /a/**\nto: orders\nrewrite: \"/b{▸path.rest}\"\n"),
        ("invalid-placeholder", "route: /a/**\nto: orders\nrewrite: \"/b/▸{{path.rest}}\"\n"),
        ("unknown-name", "route: /a\nto: orders\nrewrite: \"/b/{path.▸rest}\"\n"),
        ("invalid-path", "route: /a/b/**\nto: orders\nstrip: ▸/b\n"),
        ("invalid-path", "route: /a/b/**\nto: orders\nstrip: ▸/a/**\n"),
        ("invalid-path", "route: /a/b/**\nto: orders\nstrip: ▸/\n"),
        ("invalid-path", "route: /a/b/**\nto: orders\nstrip: ▸a\n"),
        ("invalid-path", "route: /a/{b}/**\nto: orders\nstrip: ▸/a/b\n"),

        ("forbidden-header", "route: /a\nto: orders\nheaders: { ▸connection: close }\n"),
        ("forbidden-header", "route: /a\nto: orders\nheaders: { ▸Transfer-Encoding: null }\n"),
        ("forbidden-header", "route: /a\nto: orders\nresponse-headers: { ▸content-length: 5 }\n"),
        ("invalid-header", "route: /a\nto: orders\nresponse-headers: { ▸a b: c }\n"),
        ("wrong-type", "route: /a\nto: orders\nheaders: ▸[a]\n"),
        ("wrong-type", "route: /a\nto: orders\nheaders: { a: ▸[b] }\n"),
        ("sent-as-text", "route: /a\nto: orders\nheaders: { a: ▸cookies.user }\n"),

        ("unknown-name", "route: /a\nto: orders\nwhen: ▸body.x\n"),
        ("unknown-name", "route: /a\nto: orders\nwhen: ▸meta.x\n"),
        ("unknown-name", "route: /a\nto: orders\nwhen: ▸user.x\n"),
        ("unknown-name", "route: /a\nto: orders\nwhen: headers.▸Accept\n"),
        ("unknown-name", "route: /{id}\nto: orders\nwhen: path.▸idd\n"),
        ("unknown-name", "route: /a\nto: { orders: 1, users: 1 }\nsticky: ▸claims.sub\n"),
        ("never-equal", "route: /{id}\nto: orders\nwhen: \"path.id == ▸`7`\"\n"),

        ("invalid-duration", "route: /a\nto: orders\ntimeout: ▸2\n"),
        ("invalid-size", "route: /a\nto: orders\nmax-request-body: ▸none\n"),
        ("invalid-size", "route: /a\nto: orders\nmax-request-body: unlimited\n▸buffer: request\n"),
        ("wrong-type", "route: /a\nto: orders\nbuffer: ▸response\n"),
        ("not-idempotent", "route: POST /a\nto: orders\nretry: ▸{ attempts: 2 }\n"),
        ("unknown-key", "route: /a\nto: orders\nretry: { ▸budget: 0.5 }\n"),
        ("wrong-type", "route: /a\nto: orders\nmirror: { to: users, share: ▸10% }\n"),
        ("missing-key", "route: /a\nto: orders\nmirror: ▸{ share: 0.1 }\n"),

        ("missing-key", "route: /a\nredirect: ▸{ status: 301 }\n"),
        ("wrong-type", "route: /a\nredirect: ▸/b\n"),
        ("invalid-status", "route: /a\nredirect: { to: /b, status: ▸304 }\n"),
        ("invalid-url", "route: /a\nredirect: { to: ▸b }\n"),
        ("invalid-url", "route: /a\nredirect: { to: ▸//evil.example }\n"),
        ("invalid-url", "route: /a\nredirect: { to: ▸\"ftp://a.example/\" }\n"),
        ("invalid-url", "route: /a\nredirect: { to: ▸\"https://{headers.host}/\" }\n"),
        ("invalid-url", "route: /a\nredirect: { to: ▸\"https://a.example{headers.host}/\" }\n"),
        ("invalid-url", "route: /a\nredirect: { to: ▸\"https://me@a.example/\" }\n"),
        ("invalid-number", "route: /a\nrespond: { status: ▸100 }\n"),
        ("body-not-allowed", "route: /a\nrespond: { status: 204, ▸body: 1 }\n"),
        ("body-not-allowed", "route: /a\nrespond: { body: 1, ▸text: a }\n"),
        ("wrong-type", "route: /a\nrespond: ▸gone\n"),
    ])
    func isFoundAtItsPlace(code: String, marked: String) {
        let marked = MarkedText(marked)
        let result = Sample.load(
            marked.text, gateway: Sample.gateway + "\n  x: { instances: [http://127.0.0.1:7004] }\n")
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
        #expect((result.plan == nil) == (result.errorCount > 0))
    }

    @Test(arguments: [
        ("route: GET /a\nto: orders\n", "endpoint: GET /a\ncalls: { u: { service: users, get: /x } }\n", "1:8"),
        ("route: HEAD /a\nto: orders\n", "endpoint: GET /a\ncalls: { u: { service: users, get: /x } }\n", "1:8"),
        (
            "route: GET /a\nwhen: query.x\nto: orders\n",
            "endpoint: GET /a\ncalls: { u: { service: users, get: /x } }\n", "1:8"
        ),
        ("route: /a/{x}/**\nto: orders\n---\nroute: /a/{y}/**\nto: users\n", "", "4:8"),
        ("route: GET /a\nto: orders\n---\nroute: GET /%61\nto: users\n", "", "4:8"),
        ("route: /a\nto: orders\nwhen: query.x\n---\nroute: /a\nto: users\nwhen: query.x\n", "", "5:8"),
    ])
    func aRouteThatNeverGetsARequestIsRefused(routes: String, endpoint: String, place: String) {
        let result = Sample.load(routes + (endpoint.isEmpty ? "" : "---\n" + endpoint))
        #expect(result.marks == ["\(place) conflicting-route"], "\(result.rendered)")
        #expect(result.diagnostics.first?.related.count == 1)
    }

    @Test(arguments: [
        "route: /a\nto: orders\n---\nroute: GET /a\nto: users\n---\nroute: HEAD /a\nto: users\n",
        "route: /a/**\nto: orders\n---\nroute: /a\nto: users\n---\nroute: /a/{x}\nto: users\n---\nroute: /a/{x}.json\nto: users\n",
        "route: /a\nto: orders\nwhen: query.x\n---\nroute: /a\nto: users\nwhen: query.y\n---\nroute: /a\nto: users\n",
        "route: /a\nto: orders\n---\nendpoint: GET /a\ncalls: { u: { service: users, get: /x } }\n",
        "route: GET /a/**\nto: orders\n---\nendpoint: GET /a\ncalls: { u: { service: users, get: /x } }\n",
        "route: HEAD /a\nto: orders\n---\nendpoint: POST /a\ncalls: { u: { service: users, post: /x } }\n",
    ])
    func whatOverlapsOtherwiseIsLeftToTheRules(text: String) {
        #expect(Sample.load(text).rendered.isEmpty)
    }

    @Test(arguments: [
        (
            "route: /api/**\nto: orders\n---\nroute: /api/**\nto: users\n",
            """
            a.yaml:4:8: error: `/api/**` never gets a request: another route takes the same ones, and stands before it
            route: /api/**
                   ^~~~~~~
            help: give one of them another path (`{x}` and `{y}` are the same pattern), a method or a `when`, or remove it
            a.yaml:1:8: note: the other one

            """
        ),
        (
            "route: /**/orders\nto: orders\n",
            """
            a.yaml:1:9: error: `**` is the rest of the path, and stands at its end
            route: /**/orders
                    ^~
            help: write `{name}` for one segment in between: `/a/{name}/b`

            """
        ),
        (
            "route: /api/**\nto: orders\nstrip: /apis\n",
            """
            a.yaml:3:8: error: `/apis` is not the beginning of the route's path, `/api/**`
            strip: /apis
                   ^~~~~
            help: did you mean `/api`?

            """
        ),
        (
            "route: /api/**\nto: orders\nwhen: body.id\n",
            """
            a.yaml:3:7: error: `body` holds nothing in a route
            when: body.id
                  ^~~~
            help: a route reads `path`, `query`, `query_all`, `headers`, `cookies`, `client`, `env`

            """
        ),
        (
            "route: /api/**\nredirect: { to: \"https://{headers.host}/\" }\n",
            """
            a.yaml:2:17: error: the host of a redirect is written out
            redirect: { to: "https://{headers.host}/" }
                            ^~~~~~~~~~~~~~~~~~~~~~~~~
            help: a client could choose it otherwise, and be sent anywhere

            """
        ),
        (
            "route: GET,POST /api/**\nto: orders\n",
            """
            a.yaml:1:8: error: `GET,POST` is not a method of a route
            route: GET,POST /api/**
                   ^~~~~~~~
            help: a route has one method, or takes all: make a document of each, or write `/api/**`

            """
        ),
    ])
    func theTextSaysWhatToDo(text: String, expected: String) {
        #expect(Sample.load(text).rendered == expected)
    }
}
