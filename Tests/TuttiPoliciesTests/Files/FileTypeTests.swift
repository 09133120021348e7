import Testing
import TuttiPolicies

@Suite struct FileTypeTests {
    @Test(
        arguments: [
            ("a.html", "text/html; charset=utf-8"), ("a.min.JS", "text/javascript; charset=utf-8"),
            ("a.json", "application/json"), ("a.svg", "image/svg+xml"),
            ("a.woff2", "font/woff2"), ("a", "application/octet-stream"), ("a.", "application/octet-stream"),
            ("a.exe", "application/octet-stream"),
            ("html", "application/octet-stream"), ("a.html.bak", "application/octet-stream"),
            ("a.jp\u{212A}", "application/octet-stream"),
        ] as [(String, String)])
    func typeIsThatOfTheExtension(name: String, type: String) {
        #expect(FileType.of("x.css/" + name) == type)
        #expect(FileType.of(name) == type)
    }
}
