import Testing

import TuttiPlan
import TuttiRouting

@Suite struct RawPathTests {
    @Test(arguments: [
        ("/api/orders/a%2Fb//c", 0, "/api/orders/a%2Fb//c"), ("/api/orders/a%2Fb//c", 1, "/orders/a%2Fb//c"),
        ("/api/orders/a%2Fb//c", 2, "/a%2Fb//c"), ("/api/orders/a%2Fb//c", 3, "//c"),
        ("/api/orders/a%2Fb//c", 4, "/c"),
        ("/api/orders/a%2Fb//c", 5, ""), ("/api/orders/a%2Fb//c", 50, ""),
        ("/api/orders/", 2, "/"), ("/api/orders", 2, ""), ("/api/orders", 1, "/orders"),
        ("/", 0, ""), ("/", 1, ""), ("//", 0, "//"), ("//", 1, "/"), ("//", 2, ""),
        ("/caf%C3%A9/%e9", 1, "/%e9"), ("/a;v=1/b?", 1, "/b?"),
    ])
    func segmentsAreDroppedAsTheyWereSent(path: String, segments: Int, rest: String) {
        #expect(RawPath(path[...]).dropping(segments) == rest)
    }

    /// The two count segments alike, or what is stripped would not be what was matched.
    @Test(arguments: ["/", "//", "/a", "/a/", "/a//b", "/a%2Fb/c", "///", "/%2F/", "/a/b/c/"])
    func hasTheSegmentsOfTheDecodedPath(path: String) throws {
        let count = try DecodedPath(path[...]).count
        #expect(RawPath(path[...]).dropping(count).isEmpty)
        if count > 0 { #expect(!RawPath(path[...]).dropping(count - 1).isEmpty) }
    }

    @Test(
        arguments: [
            ("/a/b", false, nil), ("/", false, nil), ("//", false, nil), ("/a.b/..c/...", false, nil),
            ("/a%2e", false, nil),
            ("/a/..", true, .dotSegment), ("/a/%2e%2E/b", true, .dotSegment), ("/a/%252e%252e", true, .dotSegment),
            ("/a/..;x=1/b", true, .dotSegment), ("/a/b%2f..%2Fc", true, .dotSegment), ("/a\\..\\b", true, .character),
            ("/a\\b", true, .character), ("/a b", true, .character), ("/a\u{E9}", true, .character),
            ("/a\u{7F}", true, .character),
            ("/a?b", true, .character), ("/a#b", true, .character), ("/a\r\nHost:", true, .character),
            ("/a%2Fb", false, .encodedSlash), ("/a%2fb", false, .encodedSlash), ("/a%5Cb", false, .encodedSlash),
            ("/a%5c", false, .encodedSlash), ("/a%2Fb%5c", true, nil), ("/a%2", false, nil), ("/a%", false, nil),
            ("/a%252F", false, nil),
        ] as [(String, Bool, RawPath.Defect?)])
    func whatAServiceMayReadOtherwiseIsFound(path: String, allowsSlashes: Bool, defect: RawPath.Defect?) {
        #expect(RawPath(path[...]).defect(allowsEncodedSlashes: allowsSlashes) == defect)
    }
}
