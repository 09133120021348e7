import Testing
import TuttiExpressions

/// Spellings of `.` and `..` that one server or another resolves.
@Suite struct DotSegmentTests {
    @Test(arguments: [
        ".", "..", "/.", "/a/..", "../a", "/a/../b", "a\\..\\b", "%2e", "%2E%2e", ".%2e", "%252e", "%25252E.",
        "%25%32%65", "%2%352e",
        "%2%352e%2%352e", "x%2f..", "x%252f%2e%2e", "x%5C..", "..;", "..;a=b/c", "..%3b", "%2e;", "..%3Fx", "..#x",
        "..%00", "%20..", ".\t.",
        "%0d%0a.", "..%7F", "a%255c%2e%252e",
    ])
    func areFound(path: String) {
        #expect(DotSegment.isIn(Array(path.utf8)))
    }

    @Test(arguments: [
        "", "/", "...", "/.../", "a..b", "..a", ".a", "a.", "a..", "%2ea", "1.2", "/v1.2/x", ";..", "a;..", "%2", "%2g",
        "%", "%25", "%%2",
        "%c0%ae%c0%ae", "．．", "。", "..é", "%252", "%5c", "a;/b", "....", "%2e%2e%2e",
    ])
    func areNotSeenInOtherPaths(path: String) {
        #expect(!DotSegment.isIn(Array(path.utf8)))
    }

    /// Decoding the whole again for each level took time in proportion to the square of the length.
    @Test func aPercentSignEncodedManyTimesIsDecodedInOnePass() {
        let deep = Array("%".utf8) + Array(repeating: Array("25".utf8), count: 200_000).joined()
        #expect(DotSegment.isIn(deep + Array("2e".utf8)))
        #expect(!DotSegment.isIn(deep + Array("2f".utf8)))
    }
}
