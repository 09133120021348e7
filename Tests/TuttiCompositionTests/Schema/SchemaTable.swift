/// Files that the schemas accept, and files that they refuse.
enum SchemaTable {
    static let goodGateways = [
        "services: {}\n",
        """
        listen:
          - ${LISTEN:-127.0.0.1:8080}
          - { address: 0.0.0.0:80, redirect-to-https: true, http2: prior-knowledge, enabled: false }
          - address: 0.0.0.0:8443
            http2: never
            tls:
              certificates: [{ certificate: tls/shop.pem, key: "${KEY}" }]
              clients: { ca: tls/clients.pem, required: false }
              strict-transport-security: max-age=31536000
        services: {}
        """,
        "listen: { address: 0.0.0.0:80, redirect-to-https: 8443 }\nservices: {}\n",
        """
        listen: "[::1]:0"
        admin: ${ADMIN:-127.0.0.1:9090}
        admin-hosts: [tutti.internal]
        env: [REGION]
        zone: ${ZONE}
        defaults:
          outliers: false
          deadline: ${DEADLINE:-2s}
          timeout: 1440m
          max-request-body: 1048576
          max-calls: 200
          propagate: false
          cache-memory: 64MiB
        services:
          users:
            instances: [http://127.0.0.1:7001, "https://users.example.com/v2"]
            balance: round-robin
            concurrency:
              at-once: ${AT_ONCE}
            breaker: { failure-ratio: 1, counts: [connect, 500, 502-504, 4xx], clients: 1 }
            host: api.example.com:8443
            propagate: [request-id]
            follow: { at-most: 3, hosts: [cdn.example.com] }
            headers: { x-version: 2, x-on: true }
            retry: { attempts: 2, on: [connect, reset, 502, 5xx, 500-599], budget: 0.2, backoff: 25ms, attempt-timeout: 200ms }
            hedge: p95
            cache: 30s
          found: { discover: { dns: orders.internal, port: "${PORT}", tls: true } }
          found.srv: { discover: { srv: _http._tcp.orders.internal } }
          found.file: { discover: { file: instances.json } }
          ledger:
            instances: [https://ledger, "https://10.0.0.1:8443/v2"]
            tls: { name: ledger.internal, minimum: "1.3" }
            connections: { at-most: 5, keep-alive: 10s, life: 1m }
            proxy: http://user:secret@proxy.internal:3128
            user-agent: shop/1.0
          mail: { instances: ["unix:/run/mail.sock"] }
          orders.v2: { instances: ["${ORDERS_URL}"], retry: { on: 5xx }, hedge: 50ms, cache: false }
          stock:
            instances: [http://a, { url: "http://b", weight: 2, zone: eu-1a, drain: true }]
            health: { get: "/health?deep=1", every: 5s, fall: 1, status: [2xx, 404], expect: body.up, headers: { x-a: b } }
            outliers: { consecutive: 3, eject-for: 1m, at-most: 0.2 }
          letters: { instances: [{ url: "${MAIL}" }], health: { tcp: true }, outliers: false }
        """,
    ]

    static let goodEndpoints = [
        "endpoint: GET /\ncalls: { a: { service: b, head: / } }\n---\nendpoint: POST   /b/{id}/c\ncalls: { a: { service: 5, put: \"${P}\" } }\n",
        """
        endpoint: GET /profile/{id}
        status: { success: "user ? `200` : `203`", partial: 206, user: { 404: "410", 5xx: 502, timeout: 503 } }
        let: { total: "sum(orders[].total)", both: [user, total] }
        response-headers: { x-both: "{length(both)}", cache-control: max-age=60, x-user: "{user.id}", vary: [accept-language, cookie] }
        meta: _meta
        fields: true
        schema: { type: object, properties: { user: { type: object } } }
        calls:
          user:
            service: users
            get: /users/{path.id}
            retry: { attempts: 3, on: [timeout] }
            hedge: false
            cache: 10s
            otherwise: { stale: 10m }
            cookies: { session: cookies.session }
            accept: [304, 2xx, { 404: null, 4xx: {}, 410: [] }]
            refusals: { on: [402, 4xx], body: { code: error.code } }
          orders:
            service: orders
            each: user.orderIds
            batch: 50
            key: id
            many: true
            follow: 3
            at-most: 200
            parallel: 4
            get: /orders?ids={each}
            otherwise: [stale, { value: [] }]
          products:
            service: catalog
            get: /products
            query: { ids: [orders.a, 5], none: null, all: true }
            otherwise: { stale: orders.a, name: "'none'" }
          price: { service: catalog, get: /, query: query_all, follow: false, otherwise: [{ stale: 1h, a: b }, c] }
        tests:
          - name: orders are slow
            request: GET /profile/7?limit=3
            headers: { accept-language: de }
            body: { product: 3 }
            services:
              users: { "GET /users/7": { body: { id: 7, name: Ada, accountId: a1 } } }
              orders: timeout
              catalog: 503
              other: { status: 200, text: hello }
              more: [503, { after: 250ms, fail: reset }]
              payments:
                "*": { body: null }
                "GET /accounts/*/payments":
                  - 503
                  - { after: 250ms, status: 200, headers: { x-total: "3", vary: [a, b] }, body: [] }
                  - reset
            expect:
              status: 200
              outcome: { orders: timeout, user: stale }
              body: { user: { id: 7 }, orders: [], payments: [] }
              headers: { cache-control: no-store, age: null }
              calls: { orders: 1 }
              within: 300ms
            required: [user.name]
          - name: the last good response
            services: { users: { "GET /users/7": { body: { id: 7 } } } }
            steps:
              - { request: GET /profile/7, services: { orders: reset }, expect: { status: 200 }, repeat: 20 }
              - wait: 10s
              - { request: GET /profile/7, expect: { outcome: { user: stale } } }
        """,
    ]

    static let wrongGateways =
        [
            "lisen: 127.0.0.1:0\nservices: {}\n", "services: []\n", "services: { a: {} }\n",
            "services: { a b: { instances: [http://a] } }\n", "listen: 8080\nservices: {}\n",
            "listen: null\nservices: {}\n", "listen: []\nservices: {}\n", "listen: { tls: {} }\nservices: {}\n",
            "listen: { address: 0.0.0.0:80, http2: always }\nservices: {}\n",
            "listen: { address: 0.0.0.0:80, redirect-to-https: 0 }\nservices: {}\n",
            "listen: { address: 0.0.0.0:80, tls: { certificates: [] } }\nservices: {}\n",
            "listen: { address: 0.0.0.0:80, tls: { certificates: [{ certificate: a }] } }\nservices: {}\n",
            "listen: { address: 0.0.0.0:80, tls: { certificates: [], clients: {} } }\nservices: {}\n",
            "listen: 127.0.0.1\nservices: {}\n", "env: REGION\nservices: {}\n",
            "defaults: 2s\nservices: {}\n", "defaults: { deadline: 2 }\nservices: {}\n",
            "defaults: { timeout: 0s }\nservices: {}\n", "defaults: { max-request-body: 1MB }\nservices: {}\n",
            "defaults: { max-request-body: 0 }\nservices: {}\n", "defaults: { max-request-body: 2GiB }\nservices: {}\n",
        ]
        + [
            "instances: []", "instances: http://a", "instances: [h2c://a]", "instances: [127.0.0.1:80]",
            "instances: [\"http://a?b=c\"]", "instances: [http://u:p@a]", "instances: [http://a], balance: fair",
            "instances: [http://a], balance: fair", "instances: [http://a], timeout: 1d",
            "instances: [http://a], timeout: 1.5s", "instances: [http://a], connect-timeout: 100",
            "instances: [http://a], max-response: 1 MiB", "instances: [http://a], concurrency: 5",
            "instances: [http://a], concurrency: { at-once: 0 }",
            "instances: [http://a], concurrency: { at-once: 1.5 }",
            "instances: [http://a], concurrency: { waiting: many }",
            "instances: [http://a], breaker: { failure-ratio: 1.5 }", "instances: [http://a], breaker: { ratio: 0.5 }",
            "instances: [http://a], breaker: { failure-ratio: 50% }", "instances: [http://a], headers: [a]",
            "instances: [http://a], headers: { \"x y\": a }", "instances: [http://a], headers: { x: null }",
            "instances: [http://a], breaker: { counts: [200] }", "instances: [http://a], breaker: { clients: 0 }",
            "instances: [http://a], host: \"https://a\"", "instances: [http://a], propagate: [cookies]",
            "instances: [http://a], health: {}", "instances: [http://a], health: { get: health }",
            "instances: [http://a], health: { get: /, fall: 0 }", "instances: [http://a], health: { get: /, port: 1 }",
            "instances: [http://a], outliers: true", "instances: [http://a], outliers: { at-most: 50% }",
            "instances: [{ weight: 2 }]", "instances: [{ url: a }]", "instances: [{ url: \"http://a\", weight: 0 }]",
            "instances: [\"unix:run\"]", "instances: [http://a], proxy: https://p:1",
            "instances: [http://a], proxy: http://p",
            "instances: [https://a], tls: { minimum: \"1.1\" }", "instances: [https://a], tls: { insecure: true }",
            "instances: [http://a], connections: { at-most: 0 }", "instances: [http://a], connections: { life: 5 }",
            "instances: [http://a], follow: 0", "instances: [http://a], follow: { hosts: a }",
            "instances: [http://a], forward-headers: accept", "instances: [http://a], forward-headers: [\":path\"]",
        ].map { "services:\n  users: { \($0) }\n" }

    static let wrongEndpoints =
        [
            "calls: { a: { service: users, get: / } }\n", "endpoint: GET /x\n", "endpoint: GET /x\ncalls: {}\n",
            "endpoint: GET /x\ncalls:\n", "endpoint: GET /x\ncalls: [a]\n", "[a, b]\n", "just text\n",
            "endpoint: GET /x\ncalls: { each: { service: users, get: / } }\n",
            "endpoint: GET /x\ncalls: { null: { service: users, get: / } }\n",
            "endpoint: GET /x\ncalls: { a-b: { service: users, get: / } }\n",
            "endpoint: GET /x\ncalls: { 2nd: { service: users, get: / } }\n",
            "endpoint: GET /x\ncalls: { a: GET /x }\n", "endpoint: GET /x\ncalls: { a: { get: / } }\n",
            "endpoint: GET /x\ncalls: { a: { service: users } }\n",
            "endpoint: GET /x\ncall: { a: { service: users, get: / } }\n",
            "endpoint: GET /x\ncache: 5\ncalls: { a: { service: users, get: / } }\n",
            "endpoint: GET /x\nsummary: null\ncalls: { a: { service: users, get: / } }\n",
            "endpoint: GET /x\ndeadline: soon\ncalls: { a: { service: users, get: / } }\n",
        ]
        + ["/x", "get /x", "FETCH /x", "GET x", "GET /x?a=b", "GET /x/", "GET /x//y", "GET /x/{a}{b}", "GET /{a-b}"].map
    {
        "endpoint: \($0)\ncalls: { a: { service: users, get: / } }\n"
    }
        + [
            "timout: 1s", "head: /x", "body: { a: path.id }", "query: [a]", "query: { a: { b: path.id } }",
            "headers: abc", "headers: { \"a b\": x }", "select: { a: id }", "select: 5", "required: yes", "into: yaml",
            "timeout: 300", "timeout: [1s]", "timeout: -5ms", "accept: 600", "accept: [200, two]", "accept: 1xx",
            "accept: []", "accept: { 6xx: null }", "batch: 5", "key: id", "at-most: 5", "parallel: 5",
        ].map { Sample.call("get: /x", $0) }
        + [Sample.call("get: users/1"), Sample.call("get: [/x]"), Sample.call("post: 5")]

    static let goodRoutes = [
        "route: /\nto: users\n---\nroute: /**\nto: ${S}\n---\nroute: GET   /a/{b}/c.{d}/**\nto: { a: 95, b: 0 }\n",
        """
        route: OPTIONS /api/{version}/**
        summary: Orders
        when: query.beta
        to: { orders: 95, payments: "${WEIGHT}" }
        sticky: cookies.session
        rewrite: "/v2/{path.rest}"
        headers: { x-region: "{env.REGION}", x-debug: null, x-n: 5 }
        response-headers: { server: null }
        mirror: { to: users, share: 0.25 }
        timeout: 2s
        idle-timeout: 10m
        max-request-body: 64MiB
        retry: { attempts: 2, on: [connect, 503] }
        buffer: request
        allow-encoded-slashes: true
        """,
        "route: /a\nto: users\nstrip: /a\nmax-request-body: unlimited\nretry: false\n",
        "route: /a\nredirect: { to: \"https://a.example/{path.rest}\", status: 301 }\nresponse-headers: { a: b }\n",
        "route: /a\nwhen: { a: query.b }\nredirect: { to: /b }\n---\nroute: /b\nrespond: {}\n",
        "route: /a\nrespond: { status: 410, body: { error: \"'gone'\" } }\n---\nroute: /a/b\nrespond: { text: ok }\n",
    ]

    static let wrongRoutes =
        ["a", "GET", "FETCH /x", "/a/", "/a//b", "/a/*/**?x", "/{a}{b}", "/a b"].map {
            "route: \($0)\nto: users\n"
        }
        + [
            "", "to: [users]", "to: {}\nto2: a", "to: { users: -1 }", "to: { users: many }",
            "to: users\nrespond: {}", "redirect: { to: /b }\nrespond: {}", "redirect: { to: /b }\ntimeout: 1s",
            "respond: {}\nheaders: { a: b }", "to: users\nstrip: /a\nrewrite: /b", "to: users\nrewrite: b",
            "to: users\nheaders: [a]", "to: users\nheaders: { \"a b\": c }", "to: users\nheaders: { a: [b] }",
            "to: users\nmirror: users", "to: users\nmirror: { share: 0.5 }",
            "to: users\nmirror: { to: users, share: 2 }",
            "to: users\ntimeout: 5", "to: users\nmax-request-body: none", "to: users\nbuffer: response",
            "to: users\nretry: { budget: 0.5 }", "to: users\nallow-encoded-slashes: 5", "to: users\ncalls: {}",
            "redirect: {}", "redirect: { to: b }", "redirect: { to: /b, status: 304 }", "respond: { status: 100 }",
            "respond: { body: 1, text: a }", "respond: { text: null }",
        ].map { "route: /a\n\($0)\n" }

    static let wrongAttempts = [
        "retry: { attempts: 0 }", "retry: { attempts: 11 }", "retry: { on: [slow] }", "retry: { on: 600 }",
        "retry: { tries: 2 }", "retry: true", "hedge: 50", "hedge: p49", "hedge: true", "cache: 30", "cache: true",
    ].map { "services:\n  users: { instances: [http://a], \($0) }\n" }

    static let wrongCalls = [
        "each: [a]", "each: path.ids, batch: 0", "each: path.ids, parallel: some", "retry: { budget: 0.5 }",
        "otherwise: { stale: 10 }", "otherwise: [{ stale: 10 }, []]", "hedge: p100", "cache: []",
    ].map { "endpoint: GET /x\ncalls: { user: { service: users, get: /x, \($0) } }\n" }

    static let wrongStatuses = [
        "status: [206]", "status: 99", "response-headers: { x-a: null }", "status: { partial: ok }",
        "status: { partial: 204 }", "status: { user: { canceled: 503 } }",
        "status: { user: 410 }", "status: { user: { 404: 200 } }",
        "status: { user: { late: 503 } }", "meta: [a]", "fields: {}", "schema: text",
    ].map { "endpoint: GET /x\n\($0)\ncalls: { user: { service: users, get: /x } }\n" }

    static let wrongTests = [
        "tests: {}",
        "tests: [{ name: a }]", "tests: [{ request: GET /x, expect: {} }]", "tests: [{ name: a, request: GET /x }]",
        "tests: [{ name: a, request: /x, expect: {} }]", "tests: [{ name: a, request: GET /x y, expect: {} }]",
        "tests: [{ name: a, request: GET /x, expect: { state: 200 } }]",
        "tests: [{ name: a, request: GET /x, services: { users: slow }, expect: {} }]",
        "tests: [{ name: a, request: GET /x, services: { users: { body: 1, text: a } }, expect: {} }]",
        "tests: [{ name: a, request: GET /x, services: { users: { fail: reset, status: 200 } }, expect: {} }]",
        "tests: [{ name: a, request: GET /x, services: { users: {} }, expect: {} }]",
        "tests: [{ name: a, request: GET /x, services: { users: [] }, expect: {} }]",
        "tests: [{ name: a, request: GET /x, services: { users: { GET x: 503 } }, expect: {} }]",
        "tests: [{ name: a, request: GET /x, expect: { outcome: { user: late } } }]",
        "tests: [{ name: a, steps: [{ wait: 10 }] }]",
        "tests: [{ name: a, steps: [{ request: GET /x, repeat: 0 }] }]",
        "tests: [{ name: a, request: GET /x, expect: {}, steps: [{ wait: 10s }] }]",
        "tests: [{ name: a, body: 5, steps: [{ wait: 10s }] }]", "tests: [{ name: a, steps: [] }]",
        "tests: [{ name: a, steps: [{ wait: 10s, repeat: 5 }] }]",
    ].map { "endpoint: GET /x\n\($0)\ncalls: { user: { service: users, get: /x } }\n" }
}
