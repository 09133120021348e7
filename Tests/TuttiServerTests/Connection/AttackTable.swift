import Testing

/// What a client sends, and what must come out: the status of each response in order, and whether the connection ends.
struct Attack: Sendable, CustomTestStringConvertible {
    /// What it tries.
    let name: String
    /// Its bytes, in pieces that may be long.
    let bytes: [UInt8]
    /// The status of each response that comes.
    let statuses: [Int]

    /// Whether it ends with a refusal, and the connection with it.
    var closes: Bool { (statuses.last ?? 400) >= 400 && statuses.last != 404 && statuses.last != 405 }

    var testDescription: String { name }

    init(_ name: String, _ text: String, _ statuses: Int...) {
        self.name = name
        bytes = Array(text.utf8)
        self.statuses = statuses
    }

    init(_ name: String, bytes: [UInt8], _ statuses: Int...) {
        self.name = name
        self.bytes = bytes
        self.statuses = statuses
    }
}

extension Attack {
    /// A request that must not be answered when it hides in another one.
    private static let next = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"

    private static func post(_ headers: String, _ body: String) -> String {
        "POST /echo HTTP/1.1\r\nHost: a\r\n\(headers)\r\n\(body)"
    }

    private static func chunked(_ body: String) -> String { post("Transfer-Encoding: chunked\r\n", body) }

    private static func get(_ target: String, _ headers: String = "Host: a\r\n", version: String = "HTTP/1.1") -> String
    {
        "GET \(target) \(version)\r\n\(headers)\r\n"
    }

    /// Two lengths, of which another server may go by the other one (RFC 9112, 6.1 and 11.2).
    static let lengths = [
        Attack("CL.TE", post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nG") + next, 400),
        Attack("TE.CL", post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "5c\r\n\(next)\r\n0\r\n\r\n"), 400),
        Attack(
            "CL.TE, in another case", post("content-length: 6\r\nTRANSFER-ENCODING: chunked\r\n", "0\r\n\r\n") + next,
            400),
        Attack("CL.0", post("Content-Length: \(next.utf8.count)\r\n", next) + next, 200, 200),
        Attack("CL twice, the same", post("Content-Length: 1\r\nContent-Length: 1\r\n", "x") + next, 400),
        Attack("CL twice, different", post("Content-Length: 0\r\nContent-Length: 44\r\n", next), 400),
        Attack("CL as a list", post("Content-Length: 1, 1\r\n", "x") + next, 400),
        Attack("CL with a plus", post("Content-Length: +1\r\n", "x") + next, 400),
        Attack("CL below zero", post("Content-Length: -1\r\n", "x") + next, 400),
        Attack("CL in hexadecimal", post("Content-Length: 0x1\r\n", "x") + next, 400),
        Attack("CL with a fraction", post("Content-Length: 1.0\r\n", "x") + next, 400),
        Attack("CL with an exponent", post("Content-Length: 1e1\r\n", "x") + next, 400),
        Attack("CL with a space within", post("Content-Length: 1 0\r\n", "x") + next, 400),
        Attack("CL with underscores", post("Content-Length: 1_0\r\n", "x") + next, 400),
        Attack("CL of nothing", post("Content-Length:\r\n", "x") + next, 400),
        Attack("CL over 64 bits", post("Content-Length: 18446744073709551617\r\n", "x") + next, 413),
        Attack("CL over 63 bits", post("Content-Length: 9223372036854775808\r\n", "x") + next, 413),
        Attack("CL with zeros in front", post("Content-Length: 0000000001\r\n", "1") + next, 200, 200),
        Attack("CL in fullwidth digits", post("Content-Length: \u{FF11}\r\n", "x") + next, 400),
        Attack("CL and a space before the colon", post("Content-Length : 1\r\n", "x") + next, 400),
        Attack("CL and a tab before the colon", post("Content-Length\t: 1\r\n", "x") + next, 400),
        Attack("CL behind NUL", post("X: \u{0}\r\nContent-Length: 1\r\n", "x") + next, 400),
        Attack("CL in a folded line", post("X: y\r\n Content-Length: 1\r\n", "x") + next, 400),
    ]

    /// Names of the coding that one server takes for `chunked` and another does not.
    static let codings = [
        Attack(
            "TE.TE, twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") + next,
            400),
        Attack(
            "TE.TE, identity behind",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n") + next, 400),
        Attack(
            "TE.TE, cow before", post("Transfer-Encoding: cow\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") + next,
            501),
        Attack("TE, chunked in a list", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n") + next, 501),
        Attack("TE, chunked not last", post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n") + next, 400),
        Attack("TE, chunked twice in a list", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n") + next, 400),
        Attack("TE, identity", post("Transfer-Encoding: identity\r\n", "") + next, 501),
        Attack("TE, a prefix", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n") + next, 501),
        Attack("TE, a suffix", post("Transfer-Encoding: chunkedx\r\n", "0\r\n\r\n") + next, 501),
        Attack("TE in quotes", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n") + next, 501),
        Attack("TE with a parameter", post("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n") + next, 501),
        Attack("TE behind a vertical tab", post("Transfer-Encoding: \u{B}chunked\r\n", "0\r\n\r\n") + next, 400),
        Attack("TE before a form feed", post("Transfer-Encoding: chunked\u{C}\r\n", "0\r\n\r\n") + next, 400),
        Attack("TE before NUL", post("Transfer-Encoding: chunked\u{0}\r\n", "0\r\n\r\n") + next, 400),
        Attack("TE behind a space", post(" Transfer-Encoding: chunked\r\n", "0\r\n\r\n") + next, 400),
        Attack("TE and a space before the colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n") + next, 400),
        Attack("TE behind a tab", post("Transfer-Encoding:\tchunked\r\n", "1\r\n1\r\n0\r\n\r\n") + next, 200, 200),
        Attack("TE in a folded line", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n") + next, 400),
        Attack(
            "TE with an underscore", post("Transfer_Encoding: chunked\r\nContent-Length: 1\r\n", "1") + next, 200, 200),
        Attack("TE behind a bare CR", post("X: y\rTransfer-Encoding: chunked\r\n", "0\r\n\r\n") + next, 400),
        Attack("TE behind a bare LF", post("X: y\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") + next, 400),
        Attack("TE in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next, 400),
        Attack("TE in capitals", post("Transfer-Encoding: CHUNKED\r\n", "1\r\n1\r\n0\r\n\r\n") + next, 200, 200),
    ]

    /// The framing of a body in chunks (RFC 9112, 7.1).
    static let chunks = [
        Attack("a size over 64 bits", chunked("10000000000000000\r\nx\r\n0\r\n\r\n") + next, 400),
        Attack("a size of all ones", chunked("ffffffffffffffff\r\nx\r\n0\r\n\r\n") + next, 400),
        Attack("a size below zero", chunked("-1\r\nx\r\n0\r\n\r\n") + next, 400),
        Attack("a size with a plus", chunked("+1\r\nx\r\n0\r\n\r\n") + next, 400),
        Attack("a size with 0x", chunked("0x1\r\nx\r\n0\r\n\r\n") + next, 400),
        Attack("a size of nothing", chunked("\r\nx\r\n0\r\n\r\n") + next, 400),
        Attack("a size with a space in front", chunked(" 1\r\nx\r\n0\r\n\r\n") + next, 400),
        Attack("a size with a space behind", chunked("1 \r\nx\r\n0\r\n\r\n") + next, 400),
        Attack("a size with an underscore", chunked("1_0\r\nx\r\n0\r\n\r\n") + next, 400),
        Attack("a size that is too small", chunked("1\r\nxy\r\n0\r\n\r\n") + next, 400),
        Attack("a size that is too large", chunked("3\r\n1\r\n0\r\n\r\n") + next, 400),
        Attack("a size that ends with LF", chunked("1\nx\r\n0\r\n\r\n") + next, 400),
        Attack("a size that ends with CR", chunked("1\rx\r\n0\r\n\r\n") + next, 400),
        Attack("data that ends with LF", chunked("1\r\nx\n0\r\n\r\n") + next, 400),
        Attack("an extension that ends with LF", chunked("1;a\nx\r\n0\r\n\r\n") + next, 400),
        Attack("an extension with CR", chunked("1;a\rb\r\nx\r\n0\r\n\r\n") + next, 400),
        Attack("an extension", chunked("1;a=b;c=\"d\"\r\n1\r\n0;e\r\n\r\n") + next, 200, 200),
        Attack(
            "an extension as long as may be",
            chunked("1;\(String(repeating: "y", count: 4000))\r\n1\r\n0\r\n\r\n") + next, 200, 200),
        Attack(
            "an extension that is too long",
            chunked("1;\(String(repeating: "y", count: 5000))\r\n1\r\n0\r\n\r\n") + next, 400),
        Attack(
            "extensions that are too long together",
            chunked(String(repeating: "1;\(String(repeating: "y", count: 3000))\r\n1\r\n", count: 23) + "0\r\n\r\n")
                + next, 400),
        Attack(
            "zeros in front without end", chunked(String(repeating: "0", count: 5000) + "1\r\n1\r\n0\r\n\r\n") + next,
            400),
        Attack("zeros in front", chunked("0001\r\n1\r\n000\r\n\r\n") + next, 200, 200),
        Attack(
            "chunks of one byte", chunked(String(repeating: "1\r\n1\r\n", count: 500) + "0\r\n\r\n") + next, 200, 200),
        Attack(
            "a line that looks like the end, in the data", chunked("7\r\n\"0\r\n\r\n\"\r\n0\r\n\r\n") + next, 200, 200),
        Attack("trailers", chunked("1\r\n1\r\n0\r\nX: y\r\nHost: b\r\n\r\n") + next, 200, 200),
        Attack("a trailer that says another length", chunked("1\r\n1\r\n0\r\nContent-Length: 44\r\n\r\n") + next, 400),
        Attack("a trailer without a colon", chunked("1\r\n1\r\n0\r\nX\r\n\r\n") + next, 400),
        Attack(
            "trailers that are too long",
            chunked("0\r\n" + String(repeating: "X: \(String(repeating: "y", count: 900))\r\n", count: 40) + "\r\n")
                + next, 431),
    ]

    /// The request line and the target (RFC 9112, 3).
    static let lines = [
        Attack("two spaces behind the method", "GET  /hello HTTP/1.1\r\nHost: a\r\n\r\n" + next, 400),
        Attack("two spaces behind the target", "GET /hello  HTTP/1.1\r\nHost: a\r\n\r\n" + next, 400),
        Attack("a tab behind the method", "GET\t/hello HTTP/1.1\r\nHost: a\r\n\r\n" + next, 501),
        Attack("a space in front of the method", " GET /hello HTTP/1.1\r\nHost: a\r\n\r\n" + next, 400),
        Attack("a space behind the version", "GET /hello HTTP/1.1 \r\nHost: a\r\n\r\n" + next, 505),
        Attack("no version", "GET /hello\r\nHost: a\r\n\r\n" + next, 505),
        Attack("a bare LF behind the version", "GET /hello HTTP/1.1\nHost: a\r\n\r\n" + next, 505),
        Attack("a bare CR in the target", "GET /he\rllo HTTP/1.1\r\nHost: a\r\n\r\n" + next, 400),
        Attack("NUL in the target", "GET /hello\u{0} HTTP/1.1\r\nHost: a\r\n\r\n" + next, 400),
        Attack("a higher minor version", get("/hello", version: "HTTP/1.2") + next, 200, 200),
        Attack("the highest minor version", get("/hello", version: "HTTP/1.9") + next, 200, 200),
        Attack("a minor version of two digits", get("/hello", version: "HTTP/1.10") + next, 505),
        Attack("a higher version in the target", get("/HTTP/1.2") + next, 404, 200),
        Attack("a higher major version", get("/hello", version: "HTTP/2.0") + next, 505),
        Attack("a version in small letters", get("/hello", version: "http/1.1") + next, 400),
        Attack("a version of another protocol", get("/hello", version: "ICY/1.1") + next, 400),
        Attack("empty lines in front", "\r\n\r\n" + next, 200),
        Attack("userinfo", get("http://user:secret@a/hello") + next, 400),
        Attack("an absolute target without a host", get("http:///hello") + next, 400),
        Attack("an absolute target with two ports", get("http://a:1:2/hello") + next, 400),
        Attack("an absolute target", get("http://b:1/hello") + next, 200, 200),
        Attack("another scheme", get("ftp://a/hello") + next, 400),
        Attack("a fragment", get("/hello#x") + next, 400),
        Attack(
            "a byte that is no ASCII", bytes: Array("GET /".utf8) + [0xFF] + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8),
            400),
    ]

    /// Headers (RFC 9112, 5), `Host` above all (3.2).
    static let headers = [
        Attack("no Host", get("/hello", "") + next, 400),
        Attack("Host twice", get("/hello", "Host: a\r\nHost: a\r\n") + next, 400),
        Attack("Host twice in a list", get("/hello", "Host: a, b\r\n") + next, 400),
        Attack("Host with two ports", get("/hello", "Host: a:1:2\r\n") + next, 400),
        Attack("Host of a:b:c", get("/hello", "Host: a:b:c\r\n") + next, 400),
        Attack("Host with a port that is no number", get("/hello", "Host: a:b\r\n") + next, 400),
        Attack("Host with a port over 16 bits", get("/hello", "Host: a:65536\r\n") + next, 400),
        Attack("Host with userinfo", get("/hello", "Host: user@a\r\n") + next, 400),
        Attack("Host with a path", get("/hello", "Host: a/b\r\n") + next, 400),
        Attack("Host with half of a bracket", get("/hello", "Host: [::1\r\n") + next, 400),
        Attack("Host with a text behind the bracket", get("/hello", "Host: [::1]x\r\n") + next, 400),
        Attack("Host of an address in brackets", get("/hello", "Host: [::1]:80\r\n") + next, 200, 200),
        Attack("Host with an empty port", get("/hello", "Host: a:\r\n") + next, 200, 200),
        Attack("a space before the colon", get("/hello", "Host : a\r\n") + next, 400),
        Attack("a folded line", get("/hello", "Host: a\r\n b\r\n") + next, 400),
        Attack("a folded line first", get("/hello", " x\r\nHost: a\r\n") + next, 400),
        Attack("no name", get("/hello", "Host: a\r\n: x\r\n") + next, 400),
        Attack("no colon", get("/hello", "Host: a\r\nX\r\n") + next, 400),
        Attack("NUL in a name", get("/hello", "Host: a\r\nX\u{0}: y\r\n") + next, 400),
        Attack("NUL in a value", get("/hello", "Host: a\r\nX: \u{0}\r\n") + next, 400),
        Attack("a bare CR in a value", get("/hello", "Host: a\r\nX: y\rz\r\n") + next, 400),
        Attack("a bare LF between fields", get("/hello", "Host: a\nX: y\r\n") + next, 400),
        Attack("a bare LF at the end", "GET /hello HTTP/1.1\r\nHost: a\r\n\n" + next, 400),
    ]

    /// All of them.
    static let all = lengths + codings + chunks + lines + headers
}
