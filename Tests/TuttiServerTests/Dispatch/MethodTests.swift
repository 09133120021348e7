import Testing
import TuttiEngine
import TuttiPlan
import TuttiPolicies

@Suite struct MethodTests {
    @Test func aHeadIsAGetWithoutItsBody() async throws {
        try await withServer { server in
            let client = try server.client()
            await client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try await client.response(toHead: true)
            let get = try await client.response()
            #expect(head.status == 200)
            #expect(head["Content-Length"] == "17")
            #expect(get["Content-Length"] == "17")
            #expect(get.body.utf8.count == 17)
            #expect(head.headers.map(\.name) == get.headers.map(\.name))
        }
    }

    @Test func aHeadOfNothingHasNoBodyEither() async throws {
        try await withServer { server in
            let client = try server.client()
            await client.send("HEAD /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await client.response(toHead: true).status == 404)
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test(
        arguments: [
            ("DELETE", "/hello", 405, "GET, HEAD, OPTIONS"), ("GET", "/echo", 405, "POST, OPTIONS"),
            ("HEAD", "/echo", 405, "POST, OPTIONS"), ("TRACE", "/hello", 405, "GET, HEAD, OPTIONS"),
            ("PROPFIND", "/hello", 405, "GET, HEAD, OPTIONS"),
            ("OPTIONS", "/hello", 204, "GET, HEAD, OPTIONS"), ("OPTIONS", "/echo", 204, "POST, OPTIONS"),
            ("OPTIONS", "*", 204, "GET, POST, HEAD, OPTIONS"), ("OPTIONS", "/nowhere", 404, nil),
            ("GET", "/nowhere", 404, nil), ("GET", "/hello", 200, nil),
        ] as [(String, String, Int, String?)])
    func allowSaysWhatIsServed(method: String, path: String, status: Int, allow: String?) async throws {
        try await withServer { server in
            let client = try server.client()
            await client.send("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try await client.response(toHead: method == "HEAD")
            #expect(response.status == status)
            #expect(response["Allow"] == allow)
            #expect(response["Connection"] == nil)
            if status == 204 { #expect(response["Content-Length"] == nil) }
            // The connection goes on.
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().status == 200)
        }
    }

    @Test(arguments: [
        ("/a/%zz", 400), ("/a/%ff", 400), ("/a/../b", 400), ("/a/%2e%2e", 400), ("/a/%00", 400), ("/a//", 404),
        ("//a/b", 404), ("/a/b/", 404), ("/a/b%2Fc", 200), ("http://elsewhere/a/b?c", 200), ("/a/b?x=%zz", 200),
    ])
    func pathsHaveOneMeaning(target: String, status: Int) async throws {
        try await withServer(["GET /a/{b}"]) { server in
            let client = try server.client()
            await client.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try await client.response()
            #expect(response.status == status)
            #expect(response["Connection"] == nil)
            if target == "/a/b/" { #expect(response.body.contains("without the slash")) }
        }
    }

    @Test func theEngineGetsTheRequest() async throws {
        try await withServer(
            ["PUT /a/{x}/{y}"],
            script: { request, endpoint in
                let cookies = request.headers.values(named: "COOKIE").joined(separator: "+")
                var names: [String] = []
                request.headers.forEach { name, _ in names.append(name) }
                return .json(
                    "\(endpoint) \(request.method) \(request.pathParameters) \(request.query) \(cookies) \(names) "
                        + String(decoding: request.body, as: UTF8.self))
            }
        ) { server in
            let client = try server.client()
            await client.send(
                "PUT /a/b%20c/%C3%A9?d=%20&e HTTP/1.1\r\nHost: h\r\nCookie: f\r\ncookie: g\r\nContent-Length: 2\r\n\r\nhi"
            )
            #expect(
                try await client.response().body
                    == "0 PUT [\"b c\", \"é\"] d=%20&e f+g [\"Host\", \"Cookie\", \"cookie\", \"Content-Length\"] hi")
        }
    }
}
