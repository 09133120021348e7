import HTTPTypes
import FilesOnDisk
import Testing

/// Which file a path means, and which paths mean none.
@Suite struct FileLookupTests {
    private static func site() throws -> Site {
        let site = try Site([
            "index.html": "home", "a.txt": "a", "sub/index.html": "sub", "sub/b.txt": "b", "empty/c.txt": "c",
            ".env": "secret", "sub/.git/config": "secret", ".well-known/security.txt": "contact", "a b.txt": "space",
        ])
        try site.folder.write("secret", to: "secret.txt")
        try site.folder.link("public/out.txt", to: "../secret.txt")
        try site.folder.link("public/out", to: "..")
        try site.folder.link("public/inside.txt", to: "sub/b.txt")
        site.folder.makePipe("public/pipe")
        return site
    }

    @Test(
        arguments: [
            ("/", 200, "home"), ("/index.html", 200, "home"), ("/a.txt", 200, "a"), ("/%61.txt", 200, "a"),
            ("/a%20b.txt", 200, "space"), ("/sub/", 200, "sub"), ("/sub/b.txt", 200, "b"),
            ("/inside.txt", 200, "b"), ("/.well-known/security.txt", 200, "contact"),
            // Nothing is there.
            ("/b.txt", 404, ""), ("/A.TXT", 404, ""), ("/a.txt/", 404, ""), ("/a.txt/b", 404, ""), ("/empty", 404, ""),
            ("/empty/", 404, ""), ("/a.txt.", 404, ""), ("/a.txt%20", 404, ""), ("/pipe", 404, ""),
            // The way out of the folder, in all spellings.
            ("/../secret.txt", 404, ""), ("/sub/../../secret.txt", 404, ""), ("/%2e%2e/secret.txt", 404, ""),
            ("/.%2E/secret.txt", 404, ""), ("/..%2fsecret.txt", 404, ""), ("/%2e%2e%2fsecret.txt", 404, ""),
            ("/..%5csecret.txt", 404, ""), ("/..\\secret.txt", 404, ""), ("/%252e%252e/secret.txt", 404, ""),
            ("/%c0%ae%c0%ae/secret.txt", 404, ""), ("/%c0%ae%c0%ae%c0%afsecret.txt", 404, ""),
            ("/%uff0e%uff0e/secret.txt", 404, ""), ("/....//secret.txt", 404, ""), ("/out.txt", 404, ""),
            ("/out/secret.txt", 404, ""), ("/%2fetc%2fpasswd", 404, ""), ("//etc/passwd", 404, ""),
            ("/C:/secret.txt", 404, ""), ("/file:/etc/passwd", 404, ""), ("/~root/secret.txt", 404, ""),
            // What is hidden, and what is no name.
            ("/.env", 404, ""), ("/%2eenv", 404, ""), ("/sub/.git/config", 404, ""), ("/.", 404, ""), ("/..", 404, ""),
            ("//a.txt", 404, ""), ("/sub//b.txt", 404, ""), ("/sub//", 404, ""), ("/sub%2fb.txt", 404, ""),
            ("/a.txt%00", 404, ""), ("/a.txt%00.png", 404, ""), ("/%", 404, ""), ("/%ff", 404, ""),
            ("/a%0a.txt", 404, ""),
            ("", 404, ""), ("*", 404, ""),
        ])
    func whatAPathMeans(path: String, status: Int, text: String) throws {
        let response = try Self.site().response(path)
        #expect(response.status == status)
        if status == 200 { #expect(response.text == text) }
        #expect(!response.text.contains("secret"))
        if status == 404 { #expect(response[.contentType] == "application/problem+json") }
    }

    @Test func theRestOfThePathNamesTheFile() throws {
        var site = try Self.site()
        site.segmentsBefore = 2
        #expect(try site.response("/x/app/a.txt").text == "a")
        #expect(try site.response("/x/app/").text == "home")
        #expect(try site.response("/x/app").status == 308)
    }

    @Test(
        arguments: [
            ("/sub", "", 0, "/sub/"), ("/sub", "a=b&c", 0, "/sub/?a=b&c"), ("/app", "", 1, "/app/"),
            ("/%73ub", "", 0, "/%73ub/"),
            // Not to a host that stands in the path.
            ("//evil.example/sub", "", 2, nil), ("/\\evil.example/sub", "", 1, nil),
            ("/\u{9}/evil.example/sub", "", 2, nil),
        ] as [(String, String, Int, String?)])
    func aFolderIsFoundBehindASlash(path: String, query: String, before: Int, location: String?) throws {
        var site = try Self.site()
        site.segmentsBefore = before
        let response = try site.response(path, query: query)
        #expect(response.status == (location == nil ? 404 : 308))
        #expect(response[.location] == location)
    }

    @Test(
        arguments: [
            ("/orders/7", 200, "home"), ("/orders/", 200, "home"), ("/empty/", 200, "home"), ("/john.doe", 200, "home"),
            ("/sub/", 200, "sub"),
            // It would hide that a script is missing.
            ("/app.js", 404, ""), ("/img/logo.PNG", 404, ""), ("/old.html", 404, ""), ("/.env", 404, ""),
            ("/sub//x", 404, ""),
        ])
    func theFallbackStandsInForPagesAlone(path: String, status: Int, text: String) throws {
        var site = try Self.site()
        site.fallback = "index.html"
        let response = try site.response(path)
        #expect(response.status == status)
        if status == 200 { #expect(response.text == text && response[.contentType] == "text/html; charset=utf-8") }
    }

    @Test func aFallbackThatIsNotThereIs404() throws {
        var site = try Self.site()
        site.fallback = "nowhere.html"
        #expect(try site.response("/orders").status == 404)
    }
}
