import Testing
import TuttiPolicies

struct StaticFilePathTests {
    private static func path(_ segments: [String]) throws(StaticFilePath.Refusal) -> StaticFilePath {
        try StaticFilePath(segments: segments.map { Array($0.utf8)[...] })
    }

    @Test(
        arguments: [
            ([], "", true), (["index.html"], "index.html", false), (["css", "a b.css"], "css/a b.css", false),
            (["docs", ""], "docs", true),
            ([""], "", true), (["a.b.c", "d..e"], "a.b.c/d..e", false),
            ([".well-known", "security.txt"], ".well-known/security.txt", false),
            (["größe", "%2e%2e"], "größe/%2e%2e", false), (["-rf", "~", "*"], "-rf/~/*", false),
        ] as [([String], String, Bool)])
    func namesAFile(segments: [String], relative: String, isFolder: Bool) throws {
        let path = try Self.path(segments)
        #expect(path.relative == relative)
        #expect(path.isFolder == isFolder)
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

    @Test(
        arguments: [
            ("a.html", "text/html; charset=utf-8"), ("a.min.JS", "text/javascript; charset=utf-8"),
            ("a.json", "application/json"), ("a.svg", "image/svg+xml"),
            ("a.woff2", "font/woff2"), ("a", "application/octet-stream"), ("a.", "application/octet-stream"),
            ("a.exe", "application/octet-stream"),
            ("html", "application/octet-stream"), ("a.html.bak", "application/octet-stream"),
            ("a.jp\u{212A}", "application/octet-stream"),
        ] as [(String, String)])
    func typeIsThatOfTheExtension(name: String, type: String) throws {
        #expect(try Self.path(["x.css", name]).contentType == type)
    }
}
