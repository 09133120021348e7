import Testing

@testable import TuttiServer

@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("/a?b=c", "/a", "b=c"), ("/a", "/a", ""), ("/a?", "/a", ""), ("/?x?y", "/", "x?y"),
        ("http://h/a?b", "/a", "b"), ("http://h", "/", ""), ("HTTPS://h:1?q", "/", "q"), ("//h/a", "//h/a", ""),
    ])
    func readsPathAndQuery(text: String, path: String, query: String) throws {
        let target = try RequestTarget(text, isOptions: false)
        #expect(target.path == path)
        #expect(target.query == query)
    }

    @Test(arguments: ["", "a", "http:///a", "http://", "ftp://h/a", "h:80", "*", "/a#b", "/a b", "/é", "/\u{7F}", "?a"])
    func refuses(text: String) {
        #expect(throws: Refusal.self) { try RequestTarget(text, isOptions: false) }
    }

    @Test func anAsteriskIsForOptions() throws {
        #expect(try RequestTarget("*", isOptions: true).path == "*")
        #expect(try RequestTarget("/*", isOptions: true).path == "/*")
    }
}
