import Testing
import TuttiPlan

/// Which requests a key of a script means.
@Suite struct RequestPatternTests {
    @Test(arguments: [
        ("/users/7", "/users/7", true),
        ("/users/7", "/users/7?x=1", true),
        ("/users/7", "/users/77", false),
        ("/users/7", "/users/7/", false),
        ("/users/*", "/users/7", true),
        ("/users/*", "/users/", true),
        ("/users/*", "/users/7/orders", false),
        ("/users/*/orders", "/users/7/orders?x=1", true),
        ("/a*c*e", "/abcde", true),
        ("/a*c*e", "/ace", true),
        ("/a*c*e", "/aec", false),
        ("/ab*ba", "/aba", false),
        ("/a%2Ab", "/a*b", true),
        ("/a%2Ab", "/acb", false),
        ("/größe", "/gr%C3%B6%C3%9Fe", true),
        ("/a%2Fb", "/a/b", false),
        ("/a+b", "/a%20b", false),
        ("/x?a=1&b=2", "/x?b=2&a=1", true),
        ("/x?a=1", "/x?a=1&b=2", false),
        ("/x?a=1&b=2", "/x?a=1", false),
        ("/x?a=*", "/x?a=anything/at?all", true),
        ("/x?a=*&a=1", "/x?a=1&a=2", true),
        ("/x?a=b%20c", "/x?a=b+c", true),
        ("/x?a=b%26c", "/x?a=b%26c", true),
        ("/x?", "/x", true),
        ("/x?", "/x?a=1", false),
        ("/x?a", "/x?a=", true),
    ])
    func pathsAndQueriesAreComparedDecoded(key: String, target: String, matches: Bool) {
        #expect(RequestPattern(method: "GET", target: key).matches(method: "GET", target: target) == matches)
    }

    @Test func anInstanceGoesBeforeAllElse() {
        let pattern = RequestPattern(instance: "http://a:80")
        #expect(pattern.matches(method: "PUT", target: "/x", origin: "http://a:80"))
        #expect(!pattern.matches(method: "PUT", target: "/x", origin: "http://a:81"))
        #expect(pattern.rank < RequestPattern(method: "GET", target: "/x?a=1").rank)
    }

    @Test func theMethodCounts() {
        #expect(!RequestPattern(method: "GET", target: "/x").matches(method: "HEAD", target: "/x"))
        #expect(RequestPattern.every.matches(method: "PATCH", target: "/x?y"))
    }
}
