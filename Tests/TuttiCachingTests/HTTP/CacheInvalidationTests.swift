import HTTPTypes
import Testing
import TuttiCaching

struct CacheInvalidationTests {
    private static func invalid(
        _ lines: [String] = [], _ method: HTTPRequest.Method = .post, status: Int = 200, target: String = "/a/b?c=1"
    ) -> CacheInvalidation? {
        CacheInvalidation(
            method: method, target: target, authorities: ["shop.example", "orders:8080"], status: status,
            fields: Lines.fields(lines))
    }

    @Test
    func unsafeMethodsThatSucceedMakeTheirTargetInvalid() {
        for name in ["POST", "PUT", "DELETE", "PATCH", "M-SEARCH"] {
            guard let method = HTTPRequest.Method(name) else { continue }
            #expect(Self.invalid([], method)?.targets == ["/a/b?c=1"])
            #expect(Self.invalid([], method, status: 303)?.targets == ["/a/b?c=1"])
            #expect(Self.invalid([], method, status: 404) == nil)
            #expect(Self.invalid([], method, status: 500) == nil)
        }
        for method in [HTTPRequest.Method.get, .head, .options] { #expect(Self.invalid([], method) == nil) }
    }

    @Test(
        arguments: [
            ("/x", "/x"), ("/x?y#z", "/x?y"), ("x", "/a/x"), ("./x", "/a/x"), ("../x", "/x"), ("../../../x", "/x"),
            ("..", "/"), (".", "/a/"), ("?q", "/a/b?q"), ("", "/a/b?c=1"), ("#f", "/a/b?c=1"),
            ("http://shop.example/x", "/x"), ("https://SHOP.example/x", "/x"), ("http://orders:8080", "/"),
            ("http://orders:8080?q", "/?q"), ("//shop.example/x", "/x"), ("http://other.example/x", nil),
            ("http://shop.example:81/x", nil), ("mailto:a@b", nil), ("http:x", nil), ("/x y", nil), ("/\u{E4}", nil),
            ("//", nil), ("http://", nil),
        ] as [(String, String?)])
    func locationsOfTheSameOriginAreInvalidToo(location: String, target: String?) {
        let targets = Self.invalid(["Location: \(location)"])?.targets ?? []
        #expect(targets == (target == nil || target == "/a/b?c=1" ? ["/a/b?c=1"] : ["/a/b?c=1", target ?? ""]))
        #expect(Self.invalid(["Content-Location: \(location)"])?.targets == targets)
    }

    @Test
    func groupsAreNamed() {
        #expect(Self.invalid([#"Cache-Group-Invalidation: "a", "b""#])?.groups == ["a", "b"])
        #expect(Self.invalid([#"Cache-Group-Invalidation: a"#])?.groups == [])
        #expect(Self.invalid(["Location: /1", "Location: /2"])?.targets == ["/a/b?c=1", "/1", "/2"])
    }
}
