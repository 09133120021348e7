import HostileInput
import SeededRandom
import Testing
import TuttiExpressions
import TuttiUpstream

@testable import TuttiEngine

/// The path and the query that a service gets.
struct RouteTargetTests {
    @Test(
        arguments: [
            // route, keys, path, parameters, query, target
            ("/api/**", "", "/api/a%20b//c", ["a b//c"], "", "/api/a%20b//c"),
            ("/api/**", "", "/%61pi/x", ["x"], "", "/%61pi/x"),
            ("/api/**", "", "/api", [""], "a=1&a=%FF&&b", "/api?a=1&a=%FF&&b"),
            ("/api/**", "strip: /api", "/api/a%20b//c", ["a b//c"], "q", "/a%20b//c?q"),
            ("/api/**", "strip: /api", "/api", [""], "", "/"),
            ("/api/**", "strip: /api", "/api/", [""], "", "/"),
            ("/api/v1/**", "strip: /api", "/api/v1/x", ["x"], "", "/v1/x"),
            ("/**", "", "/", [""], "", "/"),
            (
                "/api/**", "rewrite: \"/v2/{path.rest}\"", "/api/a%2fb".replacing("%2f", with: "%41"), ["aAb"], "",
                "/v2/a%41b"
            ),
            ("/api/**", "rewrite: \"/v2/{path.rest}\"", "/api/", [""], "", "/v2/"),
            ("/api/**", "rewrite: \"/v2/{path.rest}\"", "/api", [""], "x=1", "/v2?x=1"),
            ("/api/**", "rewrite: \"/{path.rest}\"", "/api", [""], "", "/"),
            ("/api/**", "", "//api//x", ["/x"], "", "//api//x"),
            (
                "/u/{id}/**", "rewrite: \"/v2/{path.id}/{path.rest}\"", "/u/%C3%A9%20/x/", ["é ", "x/"], "",
                "/v2/%C3%A9%20/x/"
            ),
            ("/u/{id}", "rewrite: \"/user/{path.id}\"", "/u/a%3Fb", ["a?b"], "", "/user/a%3Fb"),
            ("/u/{id}", "rewrite: \"/{headers.x}/{path.id}\"", "/u/7", ["7"], "", "/a%2Fb/7"),
            ("/x", "rewrite: /fixed", "/x", [], "", "/fixed"),
        ] as [(String, String, String, [String], String, String)])
    func isMadeOfTheRawPath(
        route: String, keys: String, path: String, parameters: [String], query: String, target: String
    ) throws {
        let route = try RouteUnderTest("route: \(route)\nto: orders\n\(keys)\n")
        let request = route.forwarded(path, parameters, query: query, headers: [("x", "a/b")])
        #expect(try request?.sent()?.target == target)
    }

    @Test func theBasePathOfTheInstanceStandsInFront() throws {
        let route = try RouteUnderTest("route: /api/**\nto: orders\nstrip: /api\n", orders: "http://orders:80/base")
        #expect(try route.forwarded("/api/x", ["x"])?.sent()?.target == "/base/x")
        #expect(try route.forwarded("/api", [""])?.sent()?.target == "/base/")
    }

    @Test(
        arguments: [
            ("/api/%2e%2e/x", "", 400), ("/api/..%2fx", "", 400), ("/api/a%2Fb", "", 400), ("/api/a\\b", "", 400),
            ("/api/a b", "", 400), ("/api/\u{E9}", "", 400), ("/api/a", "b c", 400), ("/api/a", "\r\nHost: b", 400),
            ("/api/a%5Cb", "allow-encoded-slashes: true", nil), ("/api/a%2Fb", "allow-encoded-slashes: true", nil),
            ("/api/..%2Fb", "allow-encoded-slashes: true", 400),
            ("/api//x", "strip: /api", 400), ("/api//x", "rewrite: \"/{path.rest}\"", 400),
            ("/api/x", "headers: { x-a: \"{[`1`]}\" }", 500),
            ("/api/x", "headers: { x-a: \"{query.bad}\" }", 400),
            ("/api/x", "rewrite: \"/v2/{headers.dots}\"", 400), ("/api/x", "rewrite: \"/v2/{headers.empty}\"", 400),
        ] as [(String, String, Int?)])
    func aRequestThatCanNotBeForwardedIsRefused(path: String, keys: String, status: Int?) throws {
        let keys = path == "/api/a" ? "" : keys
        let query = path == "/api/a" ? "b c" : "bad=%FF"
        let route = try RouteUnderTest("route: /api/**\nto: orders\n\(keys)\n")
        let response = route.action(path, ["x"], query: query, headers: [("dots", ".."), ("empty", "")])
        guard case .respond(let problem) = response else { return #expect(status == nil) }
        #expect(problem.status == status)
        #expect(problem.header("content-type") == "application/problem+json")
    }

    /// Whatever stands in the path, the query, a parameter or a header: one line, below the prefix, and the rest byte for byte.
    @Test func noRequestGetsOutOfItsPrefix() throws {
        let routes = [
            try RouteUnderTest("route: /api/**\nto: orders\nrewrite: \"/v2/{headers.x}/{path.rest}\"\n"),
            try RouteUnderTest(
                "route: /api/**\nto: orders\nrewrite: \"/v2/x/{path.rest}\"\nallow-encoded-slashes: true\n"),
            try RouteUnderTest("route: /api/**\nto: orders\nstrip: /api\n", orders: "http://orders:80/v2/x"),
        ]
        var forwarded = 0
        var failures: [String] = []
        func check(_ route: RouteUnderTest, _ rest: String, _ query: String, _ header: String) throws {
            let decoded = rest.removingPercentEncoding
            guard
                let request = route.forwarded("/api" + rest, [decoded], query: query, headers: [("x", header)]),
                let target = try request.sent()?.target
            else { return }
            forwarded += 1
            let path = target.prefix { $0 != "?" }
            let segments = path.split(separator: "/", omittingEmptySubsequences: false)
            let isSound =
                target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
                && !DotSegment.isIn(Array(path.utf8)) && !StrictTarget.isStep(Array(path.utf8))
                && path.hasPrefix("/v2/") && segments.dropFirst(3).joined(separator: "/") == rest.dropFirst()
                && target.dropFirst(path.count) == (query.isEmpty ? "" : "?" + query)
            if !isSound { failures.append("\(target) of \(rest)?\(query)") }
        }
        for value in HostileValue.all {
            for route in routes {
                try check(route, "/" + value.text, "", "h")
                try check(route, "/a/" + value.encoded + "/", "q=" + value.encoded, "h")
                try check(route, "/a", value.text, value.text)
            }
        }
        var random = SeededGenerator(seed: 12)
        let pieces = [
            "/", "//", ".", "..", "%2e", "%2F", "%5c", "%25", "%", "a", "é", "\r\n", " ", ";", "?", "#", "\\", "\0",
            "=",
        ]
        for _ in 0..<10_000 {
            let text = (0..<Int.random(in: 0..<8, using: &random)).compactMap { _ in
                pieces.randomElement(using: &random)
            }
            let query = (0..<Int.random(in: 0..<4, using: &random)).compactMap { _ in
                pieces.randomElement(using: &random)
            }
            guard let route = routes.randomElement(using: &random) else { continue }
            try check(route, "/" + text.joined(), query.joined(), text.joined())
        }
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(5))")
        #expect(forwarded > 5_000)
    }
}

extension String {
    /// The text without its triplets, as the router hands it on.
    fileprivate var removingPercentEncoding: String {
        String(decoding: PercentDecoding.formBytes(Array(utf8)[...]) ?? Array(utf8), as: UTF8.self)
    }
}
