import NIOHTTP1
import Testing

/// What real services send, byte for byte, and what the client gets for it, byte for byte.
@Suite struct WhatServicesSendTests {
    /// A service's response to one call, and the gateway's to its client.
    struct Case: Sendable, CustomStringConvertible {
        var name: String
        var method = "get"
        /// More keys of the call.
        var keys = ""
        var response = "{ x: x }"
        /// The response of the service, without its length.
        var head = "HTTP/1.1 200 OK"
        var body: [UInt8] = []
        /// What the client gets.
        var status = 200
        var expected: [UInt8]?
        var outcome = "x;outcome=ok"
        var headers: [String: [String]] = [:]

        var description: String { name }

        var bytes: [UInt8] {
            Array("\(head)\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
        }

        var endpoint: String {
            let keys = keys.isEmpty ? "" : ", \(keys)"
            return """
                endpoint: POST /\(name)
                calls:
                  x: { service: s, \(method): /\(name)\(keys) }
                response: \(response)
                """
        }
    }

    private static func json(_ text: String) -> [UInt8] { Array(text.utf8) }

    static let cases: [Case] = [
        // A successful change without a word is done.
        Case(name: "post-200", method: "post", expected: json(#"{"x":null}"#)),
        Case(name: "put-202", method: "put", head: "HTTP/1.1 202 Accepted", expected: json(#"{"x":null}"#)),
        Case(name: "patch-299", method: "patch", head: "HTTP/1.1 299 Odd", expected: json(#"{"x":null}"#)),
        Case(name: "delete-200", method: "delete", expected: json(#"{"x":null}"#)),
        Case(name: "get-200", status: 502, outcome: "x;outcome=failed;reason=invalid_json"),
        // A byte order mark, once.
        Case(
            name: "mark", body: [0xEF, 0xBB, 0xBF] + json(#"{"a": 1.0}"#), expected: json(#"{"x":{"a": 1.0}}"#)),
        Case(
            name: "two-marks", body: [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, 0x31], status: 502,
            outcome: "x;outcome=failed;reason=invalid_json"),
        // Character sets.
        Case(
            name: "latin1", head: "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=ISO-8859-1",
            body: json(#"{"a":"Stra"#) + [0xDF] + json(#"e"}"#), expected: json(#"{"x":{"a":"Straße"}}"#)),
        Case(
            name: "windows", keys: "into: text",
            head: "HTTP/1.1 200 OK\r\ncontent-type:text/plain;charset=windows-1252",
            body: [0x80, 0x35, 0x20, 0x93, 0x94], expected: json(#"{"x":"€5 “”"}"#)),
        Case(
            name: "refusal", keys: "required: true, refusals: 4xx",
            head: "HTTP/1.1 402 No\r\nContent-Type: text/plain; charset=iso-8859-1", body: [0xE9], status: 402,
            expected: json("é"), outcome: "x;outcome=failed;reason=status",
            headers: ["content-type": ["text/plain; charset=utf-8"]]),
        Case(
            name: "utf-16", head: "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=\"utf-16\"",
            body: [0xFE, 0xFF] + "[\"😀\"]".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] },
            expected: json(#"{"x":["😀"]}"#)),
        Case(
            name: "utf-8", head: "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8",
            body: json(#""é""#), expected: json(#"{"x":"é"}"#)),
        Case(
            name: "mix", head: "HTTP/1.1 200 OK\r\nContent-Type: application/json", body: json("\"é") + [0xE9, 0x22],
            status: 502, outcome: "x;outcome=failed;reason=invalid_json"),
        Case(
            name: "text-mix", keys: "into: text", body: [0x61, 0xE9], status: 502,
            outcome: "x;outcome=failed;reason=bad_response"),
        Case(
            name: "unknown-charset", head: "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=koi8-r",
            body: [0x22, 0xC1, 0x22], status: 502, outcome: "x;outcome=failed;reason=bad_response"),
        // A text that was cut through an emoji.
        Case(
            name: "half", response: #"{ x: x, read: "join('', [x.t, '!'])", same: "x.t == x.u" }"#,
            body: json(#"{"t":"a\ud83d","u":"a\udc00", "\uD800":[]}"#),
            expected: json(#"{"x":{"t":"a\ud83d","u":"a\udc00", "\uD800":[]},"read":"a�!","same":true}"#)),
        // Cookies of a service.
        Case(
            name: "cookies", response: #"{ c: 'meta.x.headers."set-cookie"' }"#,
            head: "HTTP/1.1 200 OK\r\nSet-Cookie: a=\"1\"; Expires=Sun, 06 Nov 1994 08:49:37 GMT\r\nset-cookie: b=2",
            body: [0x31], expected: json(#"{"c":["a=\"1\"; Expires=Sun, 06 Nov 1994 08:49:37 GMT","b=2"]}"#)),
        // When to ask again.
        Case(
            name: "unavailable", keys: "required: true", head: "HTTP/1.1 503 Busy\r\nRetry-After: 7", status: 503,
            outcome: "x;outcome=failed;reason=status", headers: ["retry-after": ["7"]]),
        Case(
            name: "unavailable-rfc850", keys: "required: true",
            head: "HTTP/1.1 503 Busy\r\nRetry-After: Sunday, 06-Nov-94 08:49:37 GMT", status: 503,
            outcome: "x;outcome=failed;reason=status", headers: ["retry-after": ["Sun, 06 Nov 1994 08:49:37 GMT"]]),
        Case(
            name: "limited-asctime", keys: "required: true",
            head: "HTTP/1.1 429 Slow\r\nRetry-After: Sun Nov  6 08:49:37 1994", status: 429,
            outcome: "x;outcome=failed;reason=status", headers: ["retry-after": ["Sun, 06 Nov 1994 08:49:37 GMT"]]),
        Case(
            name: "unavailable-for-now", keys: "required: true", head: "HTTP/1.1 503 Busy\r\nRetry-After: soon",
            status: 502, outcome: "x;outcome=failed;reason=status", headers: ["retry-after": []]),
        // Values that the service knows nothing of.
        Case(
            name: "unmatched", method: "get", keys: #"each: "['1', '2', '3']", batch: 3, key: id, query: { i: each }"#,
            response: "{ x: x, n: meta.x.unmatched }", body: json(#"[{"id":2}]"#),
            expected: json(#"{"x":{"1":null,"2":{"id":2},"3":null},"n":2}"#), outcome: "x;outcome=ok;unmatched=2"),
    ]

    @Test func theClientGetsWhatTheTableSays() async throws {
        let responses = Dictionary(uniqueKeysWithValues: Self.cases.map { ($0.name, $0.bytes) })
        let answering: @Sendable (String) -> [UInt8] = { head in
            let path = head.split(separator: " ").dropFirst().first?.dropFirst().prefix { $0 != "?" } ?? ""
            return responses[String(path)] ?? Array("HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n".utf8)
        }
        try await RawUpstream.serving(answering: answering) { _, port in
            let gateway = "services: { s: { instances: [\"http://127.0.0.1:\(port)\"], timeout: 60s } }\n"
            let endpoints = Self.cases.map(\.endpoint).joined(separator: "\n---\n")
            try await RunningGateway.serving(gateway: gateway, endpoints: endpoints) { gateway in
                try await HTTPConnection.open(port: gateway.port) { connection in
                    for expected in Self.cases {
                        let response = try await connection.request(.POST, "/\(expected.name)")
                        #expect(response.status == expected.status, "\(expected): \(response.body)")
                        #expect(response.outcomes == [expected.outcome], "\(expected)")
                        if let body = expected.expected {
                            #expect(Array(response.body.utf8) == body, "\(expected): \(response.body)")
                        }
                        let type = expected.status < 400 ? "application/json" : "application/problem+json"
                        let types = expected.headers["content-type"] ?? [type]
                        #expect(response.headers["content-type"] == types, "\(expected)")
                        for (name, values) in expected.headers {
                            #expect(response.headers[name] == values, "\(expected)")
                        }
                    }
                }
            }
        }
    }

    /// What leaves for the service, without the fields that each request has.
    @Test func theServiceGetsWhatTheFilesSay() async throws {
        let endpoints = """
            endpoint: POST /deleted
            calls: { x: { service: s, delete: /d, body: body } }
            ---
            endpoint: POST /posted
            calls: { x: { service: s, post: /p, body: body, headers: { x-none: "{query.none}" } } }
            ---
            endpoint: POST /forwarded
            calls: { x: { service: s, get: /f, cookies: { a: "'\\"1\\"'" } } }
            """
        try await RawUpstream.serving { upstream, port in
            let gateway = """
                defaults: { headers: { x-gw: tutti }, forward-headers: [x-gw, x-a, x-b, cookie] }
                services: { s: { instances: ["http://127.0.0.1:\(port)"], timeout: 60s } }
                """
            // A warning, and no error: `headers` wins.
            try await RunningGateway.serving(gateway: gateway, endpoints: endpoints) { gateway in
                func sentHeaders(_ path: String, _ body: String? = nil, _ client: [(String, String)] = []) async throws
                    -> [String]
                {
                    let response = try await HTTPConnection.open(port: gateway.port) {
                        try await $0.request(.POST, path, body: body, headers: client)
                    }
                    #expect(response.status == 200, "\(response.body)")
                    let heads = upstream.takeHeads()
                    #expect(heads.count == 1)
                    let lines = String(decoding: heads.first ?? [], as: UTF8.self).split(separator: "\r\n").map(
                        String.init)
                    let usual = ["host:", "user-agent:", "accept-encoding:", "x-request-id:", "traceparent:"]
                    return lines.dropFirst().filter { line in !usual.contains { line.lowercased().hasPrefix($0) } }
                }
                let nothing = try await sentHeaders("/deleted")
                #expect(nothing == ["x-gw: tutti"])
                let list = try await sentHeaders("/deleted", "[]")
                #expect(list == ["x-gw: tutti", "Content-Type: application/json", "Content-Length: 2"])
                let empty = try await sentHeaders("/posted")
                #expect(empty == ["x-gw: tutti", "Content-Length: 0"])
                let client = [
                    ("x-gw", "evil"), ("x-a", "1"), ("x-b", "2"), ("connection", "keep-alive, X-B"),
                    ("cookie", "a=evil; b=2"), ("cookie", "c=3"),
                ]
                let forwarded = try await sentHeaders("/forwarded", nil, client)
                #expect(forwarded == ["x-gw: tutti", "x-a: 1", "Cookie: b=2; c=3; a=\"1\""])
            }
        }
    }
}
