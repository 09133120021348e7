import Testing
import TuttiPolicies

struct StaticFilePathTests {
    private static func path(_ segments: [String]) throws(StaticFilePath.Refusal) -> StaticFilePath {
        try StaticFilePath(segments: segments.map { Array($0.utf8)[...] })
    }

    @Test(
        arguments: [
            ([], ""), (["index.html"], "index.html"), (["css", "a b.css"], "css/a b.css"), (["docs", ""], "docs"),
            ([""], ""), (["a.b.c", "d..e"], "a.b.c/d..e"),
            ([".well-known", "security.txt"], ".well-known/security.txt"),
            (["größe", "%2e%2e"], "größe/%2e%2e"), (["-rf", "~", "*"], "-rf/~/*"),
        ] as [([String], String)])
    func namesAFile(segments: [String], relative: String) throws {
        #expect(try Self.path(segments).relative == relative)
    }

    @Test(
        arguments: [
            ([".."], .dotFile), (["."], .dotFile), (["a", "..", "b"], .dotFile), ([".git", "config"], .dotFile),
            (["a", ".env"], .dotFile), (["..."], .dotFile),
            (["a", ".well-known"], .dotFile), ([".well-known2"], .dotFile), ([".well-known", ".htpasswd"], .dotFile),
            (["a", "", "b"], .emptySegment), (["", "a"], .emptySegment), (["", ""], .emptySegment),
            (["a/b"], .forbiddenCharacter), (["a\\b"], .forbiddenCharacter), (["a/../b"], .forbiddenCharacter),
            (["a\0.html"], .forbiddenCharacter),
            (["a\nb"], .forbiddenCharacter), (["a\u{7F}"], .forbiddenCharacter), (["/etc"], .forbiddenCharacter),
            (["C:\\x"], .forbiddenCharacter),
            ([String(repeating: "a", count: 256)], .tooLong),
            ([String](repeating: String(repeating: "a", count: 200), count: 6), .tooLong),
        ] as [([String], StaticFilePath.Refusal)])
    func anythingElseNamesNone(segments: [String], refusal: StaticFilePath.Refusal) {
        #expect(throws: refusal) { try Self.path(segments) }
    }

    @Test func segmentsAreUTF8() {
        #expect(throws: StaticFilePath.Refusal.encoding) { try StaticFilePath(segments: [[0x61, 0xFF]]) }
        // Half of a character in each of two segments is none either.
        #expect(throws: StaticFilePath.Refusal.encoding) { try StaticFilePath(segments: [[0xC3], [0xA9]]) }
    }
}
