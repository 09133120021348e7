/// What a client sends through a route, to have a service take one request for two or for another one.
///
/// The table of attacks on the listener is sent through routes as well; here is what is about forwarding.
enum SmuggledRequest {
    private static let next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"

    private static func get(_ target: String, _ headers: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: a\r\n\(headers)\r\n"
    }

    private static func post(_ headers: String, _ body: String) -> String {
        "POST /echo HTTP/1.1\r\nHost: a\r\n\(headers)\r\n\(body)"
    }

    /// Headers by which a client has others taken out, or put in, on the way (RFC 9110, 7.6.1).
    static let hops = [
        Attack(
            "Connection names Content-Length",
            post("Connection: Content-Length\r\nContent-Length: 3\r\n", "abc") + next, 200, 200),
        Attack(
            "Connection names Transfer-Encoding",
            post("Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n") + next,
            200, 200),
        Attack("Connection names Host", get("/a", "Connection: Host\r\n") + next, 200, 200),
        Attack("Connection names X-Forwarded-For", get("/a", "Connection: X-Forwarded-For, Via\r\n") + next, 200, 200),
        Attack(
            "Connection in two lines", get("/a", "Connection: X-A\r\nConnection: X-B\r\nX-A: 1\r\nX-B: 2\r\n") + next,
            200, 200),
        Attack("Connection without a word", get("/a", "Connection: ,,\r\n") + next, 200, 200),
        Attack(
            "Connection in capitals", post("CONNECTION: CONTENT-LENGTH\r\nContent-Length: 3\r\n", "abc") + next, 200,
            200),
        Attack("Connection names itself", get("/a", "Connection: connection\r\n") + next, 200, 200),
        Attack("Connection with a quoted name", get("/a", "Connection: \"X-A\"\r\nX-A: 1\r\n") + next, 200, 200),
        Attack(
            "Connection of a thousand names",
            get("/a", "Connection: \((0..<1000).map { "n\($0)" }.joined(separator: ","))\r\n") + next, 200, 200),
        Attack("Keep-Alive", get("/a", "Keep-Alive: timeout=1000\r\n") + next, 200, 200),
        Attack("Proxy-Connection", get("/a", "Proxy-Connection: keep-alive\r\n") + next, 200, 200),
        Attack("Trailer", get("/a", "Trailer: Content-Length\r\n") + next, 200, 200),
        Attack("TE", get("/a", "TE: chunked\r\n") + next, 200, 200),
        Attack("TE in two lines", get("/a", "TE: trailers\r\nTE: trailers\r\n") + next, 200, 200),
        Attack("Upgrade without Connection", get("/a", "Upgrade: websocket\r\n") + next, 200, 200),
        Attack(
            "Content-Length with an underscore", post("Content_Length: 10\r\nContent-Length: 1\r\n", "1") + next, 200,
            200),
        Attack("X-Forwarded-For with underscores", get("/a", "X_Forwarded_For: 1.2.3.4\r\n") + next, 200, 200),
        Attack("Host with an underscore", get("/a", "H_ost: b\r\n") + next, 200, 200),
        Attack("a header of the method", get("/a", "X-HTTP-Method-Override: DELETE\r\n") + next, 200, 200),
    ]

    /// Bodies of methods that seldom have one, and ends that look like others.
    static let bodies = [
        Attack("GET with a body", "GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: 31\r\n\r\n" + next + next, 200, 200),
        Attack(
            "GET with chunks",
            "GET /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1f\r\n" + next + "\r\n0\r\n\r\n" + next,
            200, 200),
        Attack(
            "HEAD with a body", "DELETE /a HTTP/1.1\r\nHost: a\r\nContent-Length: 31\r\n\r\n" + next + next, 200, 200),
        Attack("a request as a body", post("Content-Length: 31\r\n", next) + next, 200, 200),
        Attack(
            "a request as a chunk", post("Transfer-Encoding: chunked\r\n", "1f\r\n\(next)\r\n0\r\n\r\n") + next, 200,
            200),
        Attack("a chunk's end as a body", post("Content-Length: 5\r\n", "0\r\n\r\n") + next, 200, 200),
        Attack(
            "a request in a trailer",
            post("Transfer-Encoding: chunked\r\n", "0\r\nX: GET /next HTTP/1.1\r\n\r\n") + next, 200, 200),
        Attack(
            "Transfer-Encoding in a trailer",
            post("Transfer-Encoding: chunked\r\n", "1\r\na\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n") + next, 400),
        Attack(
            "Host in a trailer", post("Transfer-Encoding: chunked\r\n", "1\r\na\r\n0\r\nHost: b\r\n\r\n") + next, 200,
            200),
        Attack(
            "Connection in a trailer",
            post("Transfer-Encoding: chunked\r\n", "1\r\na\r\n0\r\nConnection: close\r\n\r\n") + next, 200, 200),
        Attack(
            "X-Forwarded-For in a trailer",
            post("Transfer-Encoding: chunked\r\n", "1\r\na\r\n0\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n") + next, 200, 200),
        Attack("another expectation", post("Expect: 200-ok\r\nContent-Length: 3\r\n", "abc") + next, 417),
        Attack("an expectation without a body", get("/a", "Expect: 100-continue\r\n") + next, 200, 200),
        Attack("a body behind an empty one", post("Content-Length: 0\r\n", "") + next, 200, 200),
        Attack(
            "many empty chunks' worth of zeros",
            post("Transfer-Encoding: chunked\r\n", "000000000000000a\r\n0123456789\r\n0\r\n\r\n") + next, 200, 200),
    ]

    /// Targets, of which a service gets another one, or two.
    static let targets = [
        Attack("an encoded CR LF", get("/a%0d%0aHost:%20b") + next, 200, 200),
        Attack("an encoded space", get("/a%20HTTP/1.1") + next, 200, 200),
        Attack("an encoded NUL", get("/a%00b") + next, 400, 200),
        Attack("a query with an encoded CR LF", get("/a?b=%0d%0a%0d%0aGET%20/next") + next, 200, 200),
        Attack("a question mark that is encoded", get("/a%3Fb") + next, 200, 200),
        Attack("a number sign that is encoded", get("/a%23b") + next, 200, 200),
        Attack("an absolute target of another host", get("http://evil.example/a") + next, 200, 200),
        Attack("an absolute target within the path", get("/http://evil.example/a") + next, 200, 200),
        Attack("two slashes in front", get("//evil.example/a") + next, 200, 200),
        Attack("a dot segment", get("/a/../b") + next, 400, 200),
        Attack("a dot segment at the end", get("/a/..") + next, 400, 200),
        Attack("an encoded dot segment", get("/a/%2e%2e/b") + next, 400, 200),
        Attack("a dot segment with a parameter", get("/a/..;x/b") + next, 400, 200),
        Attack("an encoded slash", get("/a%2f..%2fb") + next, 400, 200),
        Attack("a backslash", get("/a\\..\\b") + next, 400, 200),
        Attack("an encoded backslash", get("/a%5cb") + next, 400, 200),
        Attack("a path encoded twice", get("/a%252e%252e/b") + next, 200, 200),
        Attack("a half of an escape", get("/a%2") + next, 400, 200),
        Attack("an overlong slash", get("/a%c0%afb") + next, 400, 200),
        Attack("a quote", get("/a\"b") + next, 200, 200),
        Attack("a query of everything", get("/a?!$&'()*+,;=:@/?-._~%41") + next, 200, 200),
        Attack("a query with brackets", get("/a?b[]=c|d") + next, 200, 200),
        Attack("an asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n" + next, 204, 200),
    ]

    static let all = hops + bodies + targets
}
