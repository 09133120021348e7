import Testing
import TuttiUpstream

@testable import TuttiEngine

struct RedirectTargetTests {
    /// RFC 3986, 5.4, with `http://a/b/c/d?q` as the base, and what services write beside that.
    @Test(arguments: [
        ("g", "http://a:80/b/c/g"), ("./g", "http://a:80/b/c/g"), ("g/", "http://a:80/b/c/g/"), ("/g", "http://a:80/g"),
        ("//g", "http://g:80/"), ("?y", "http://a:80/b/c/d?y"), ("g?y", "http://a:80/b/c/g?y"),
        ("#s", "http://a:80/b/c/d?q"), ("g#s", "http://a:80/b/c/g"), ("", "http://a:80/b/c/d?q"),
        (".", "http://a:80/b/c/"), ("./", "http://a:80/b/c/"), ("..", "http://a:80/b/"), ("../g", "http://a:80/b/g"),
        ("../..", "http://a:80/"), ("../../../g", "http://a:80/g"), ("/./g", "http://a:80/g"),
        ("g..", "http://a:80/b/c/g.."),
        ("g;x=1/../y", "http://a:80/b/c/y"), ("g?y/../x", "http://a:80/b/c/g?y/../x"), ("https://h", "https://h:443/"),
        ("HTTPS://H.Example:8443/x?y", "https://h.example:8443/x?y"), ("http://h?y", "http://h:80/?y"),
        ("http://h:/x", "http://h:80/x"), ("http://[::1]:7/x", "http://[::1]:7/x"),
        ("/gr\u{F6}\u{DF}e", "http://a:80/gr%C3%B6%C3%9Fe"),
        ("/a:b", "http://a:80/a:b"), ("./a:b", "http://a:80/b/c/a:b"), ("?a=b:c//d", "http://a:80/b/c/d?a=b:c//d"),
    ])
    func readsAReferenceAgainstItsBase(location: String, url: String) {
        let target = RedirectTarget(
            location: location, origin: UpstreamOrigin(scheme: .http, host: "a", port: 80), target: "/b/c/d?q")
        #expect(target.map { "\($0.origin)\($0.target)" } == url)
    }

    @Test(arguments: [
        "mailto:x", "javascript:alert(1)", "file:///etc/passwd", "http:g", "http:///x", "http://u@h/", "http://u:p@h/",
        "http://h:0/", "http://h:65536/", "http://h:x/", "http://h:1:2/", "http://h\u{E9}/", "http://h%41/",
        "http://[::1/x",
        "http://[x]/", "http://[::1]x/", "/a b", "/a\tb", "/a\r\nb", "/a\\b", "\\\\h\\x", "/gr\u{FFFD}\u{FFFD}e",
        "/x?\u{FFFD}", "/%2e%2e/x", "/a/%2E/b",
        "/" + String(repeating: "a", count: 9_000),
    ])
    func whatIsNoURLToFollowIsNone(location: String) {
        #expect(
            RedirectTarget(
                location: location, origin: UpstreamOrigin(scheme: .http, host: "a", port: 80), target: "/b/c/d?q")
                == nil)
    }
}
