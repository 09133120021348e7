import HTTPTypes
import FilesOnDisk
import Testing

/// What is sent of a file, and what is said of it.
@Suite struct FileRepresentationTests {
    private static let digits = "0123456789"

    @Test func aFileHasItsHeaders() throws {
        var site = try Site(["a.html": "<p>", "a.bin": "\u{0}"])
        site.cacheControl = "max-age=60"
        let page = try site.response("/a.html")
        #expect(page[.contentType] == "text/html; charset=utf-8")
        #expect(page[.lastModified] == "Tue, 14 Nov 2023 22:13:20 GMT")
        #expect(page[.cacheControl] == "max-age=60" && page[.acceptRanges] == "bytes")
        #expect(page[.vary] == "Accept-Encoding")
        #expect(page.headers.contains { $0.name.canonicalName == "x-content-type-options" && $0.value == "nosniff" })
        #expect(page[.eTag]?.hasPrefix("\"") == true)
        let other = try site.response("/a.bin")
        #expect(other[.contentType] == "application/octet-stream" && other[.vary] == nil)
    }

    /// A tag that is strong would be believed of parts.
    @Test func theTagOfAFileThatHasJustBeenWrittenIsWeak() throws {
        let site = try Site(["a.txt": "a"])
        #expect(try site.response("/a.txt", now: Site.changed + 1)[.eTag]?.hasPrefix("W/") == true)
        #expect(try site.response("/a.txt", now: Site.changed - 10)[.lastModified] == "Tue, 14 Nov 2023 22:13:10 GMT")
    }

    @Test(
        arguments: [
            (nil, "js", nil), ("br", "br", "br"), ("gzip, br", "br", "br"), ("gzip", "gz", "gzip"),
            ("gzip, br;q=0.5", "gz", "gzip"), ("deflate", "js", nil), ("br;q=0", "js", nil),
            ("identity;q=0, zstd", "br", "br"), ("br;q=0, gzip;q=0, identity;q=0", "js", nil),
        ] as [(String?, String, String?)])
    func whoWantsItGetsWhatWasCompressedBefore(accept: String?, text: String, coding: String?) throws {
        let site = try Site(["app.js": "js", "app.js.br": "br", "app.js.gz": "gz"])
        let response = try site.response("/app.js", accept.map { ["accept-encoding": $0] } ?? [:])
        #expect(response.text == text && response[.contentEncoding] == coding)
        #expect(response[.contentType] == "text/javascript; charset=utf-8" && response[.vary] == "Accept-Encoding")
    }

    @Test func eachFormHasATagOfItsOwn() throws {
        let site = try Site(["app.js": "js", "app.js.br": "br", "app.js.gz": "gz"])
        let tags = try ["", "br", "gzip"].map { try site.response("/app.js", ["accept-encoding": $0])[.eTag] }
        #expect(Set(tags).count == 3)
        let again = try site.response("/app.js", ["accept-encoding": "br", "if-none-match": tags[1] ?? ""])
        #expect(again.status == 304 && again[.contentEncoding] == nil && again[.vary] == "Accept-Encoding")
        let other = try site.response("/app.js", ["accept-encoding": "gzip", "if-none-match": tags[1] ?? ""])
        #expect(other.status == 200 && other.text == "gz")
    }

    @Test func whatWasCompressedBeforeTheFileWasChangedIsNotServed() throws {
        let site = try Site(["app.js": "old", "app.js.br": "br", "app.js.gz": "gz"])
        try site.folder.write("new", to: "public/app.js", changed: 1_700_000_100)
        try site.folder.write("gz of new", to: "public/app.js.gz", changed: 1_700_000_100)
        let response = try site.response("/app.js", ["accept-encoding": "br, gzip"])
        #expect(response.text == "gz of new" && response[.contentEncoding] == "gzip")
    }

    @Test func imagesHaveNoOtherForm() throws {
        let site = try Site(["a.png": "png", "a.png.br": "br"])
        #expect(try site.response("/a.png", ["accept-encoding": "br"]).text == "png")
    }

    /// `TAG` stands for the tag of the file.
    @Test(
        arguments: [
            (["if-none-match": "TAG"], 304), (["if-none-match": "W/TAG"], 304), (["if-none-match": "\"x\", TAG"], 304),
            (["if-none-match": "*"], 304), (["if-none-match": "\"x\""], 200),
            (["if-modified-since": "Tue, 14 Nov 2023 22:13:20 GMT"], 304),
            (["if-modified-since": "Tue, 14 Nov 2023 22:13:19 GMT"], 200), (["if-modified-since": "yesterday"], 200),
            (["if-none-match": "\"x\"", "if-modified-since": "Tue, 14 Nov 2023 22:13:20 GMT"], 200),
            (["if-match": "TAG"], 200), (["if-match": "\"x\""], 412), (["if-match": "*"], 200),
            (["if-unmodified-since": "Tue, 14 Nov 2023 22:13:19 GMT"], 412),
            (["if-unmodified-since": "Tue, 14 Nov 2023 22:13:20 GMT"], 200),
            (["if-none-match": "TAG", "range": "bytes=0-1"], 304), (["if-match": "\"x\"", "range": "bytes=0-1"], 412),
        ] as [([String: String], Int)])
    func conditionsAreKept(headers: [String: String], status: Int) throws {
        let site = try Site(["a.txt": Self.digits])
        let tag = try #require(try site.response("/a.txt")[.eTag])
        var sent = headers
        for (name, value) in headers where value.hasSuffix("TAG") { sent[name] = String(value.dropLast(3)) + tag }
        let response = try site.response("/a.txt", sent)
        #expect(response.status == status)
        if status == 304 { #expect(response.text.isEmpty && response[.eTag] == tag && response[.contentType] == nil) }
        if status == 412 { #expect(response[.contentType] == "application/problem+json") }
    }

    @Test(
        arguments: [
            ("bytes=0-3", 206, "0123", "bytes 0-3/10"), ("bytes=8-", 206, "89", "bytes 8-9/10"),
            ("bytes=-3", 206, "789", "bytes 7-9/10"), ("bytes=-99", 206, "0123456789", "bytes 0-9/10"),
            ("bytes=9-99999999999999999999", 206, "9", "bytes 9-9/10"), ("BYTES = 0-0", 206, "0", "bytes 0-0/10"),
            ("bytes=10-", 416, "", "bytes */10"), ("bytes=-0", 416, "", "bytes */10"),
            ("bytes=0-1,4-5", 200, "0123456789", nil), ("bytes=0-0,-1", 200, "0123456789", nil),
            ("bytes=5-2", 200, "0123456789", nil), ("lines=0-1", 200, "0123456789", nil),
            ("bytes=", 200, "0123456789", nil),
            ("bytes=a-b", 200, "0123456789", nil),
        ] as [(String, Int, String, String?)])
    func aRangeIsServedAsOnePartOrNotAtAll(range: String, status: Int, text: String, contentRange: String?) throws {
        let site = try Site(["a.txt": Self.digits])
        let response = try site.response("/a.txt", ["range": range])
        #expect(response.status == status && response[.contentRange] == contentRange)
        if status < 300 { #expect(response.text == text) }
        #expect(try site.response("/a.txt", ["range": range], isHead: true).status == 200)
    }

    @Test func aRangeCountsOnlyIfTheFileIsStillTheSame() throws {
        let site = try Site(["a.txt": Self.digits])
        let tag = try #require(try site.response("/a.txt")[.eTag])
        func status(_ condition: String, now: Int64 = Site.now) throws -> Int {
            try site.response("/a.txt", ["range": "bytes=0-1", "if-range": condition], now: now).status
        }
        #expect(try status(tag) == 206)
        #expect(try status("W/" + tag) == 200)
        #expect(try status("\"x\"") == 200)
        #expect(try status("Tue, 14 Nov 2023 22:13:20 GMT") == 206)
        #expect(try status("Tue, 14 Nov 2023 22:13:21 GMT") == 200)
        #expect(try status(tag, now: Site.changed + 1) == 200)
    }

    @Test func anEmptyFileIsServed() throws {
        let site = try Site(["a.txt": ""])
        #expect(try site.response("/a.txt").status == 200)
        #expect(try site.response("/a.txt", ["range": "bytes=0-10"]).status == 200)
    }
}
