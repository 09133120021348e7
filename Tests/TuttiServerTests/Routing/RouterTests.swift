import HTTPTypes
import SeededRandom
import Testing
import TuttiPlan

@testable import TuttiRouting
@testable import TuttiServer

@Suite struct RouterTests {
    private static func router(_ endpoints: [String]) -> Router {
        EndpointRouter(GatewayPlan.serving(endpoints)).router
    }

    private static let endpoints = [
        "GET /", "GET /profile/{id}", "GET /profile/me", "POST /profile/{id}", "GET /a/{x}/c", "GET /a/b/d",
        "DELETE /a/{x}", "GET /{any}", "GET /files/{folder}/{name}", "HEAD /head", "GET /caf\u{E9}",
    ]

    @Test(arguments: [
        ("GET", "/", 0, []),
        ("GET", "/profile/7", 1, ["7"]),
        ("GET", "/profile/me", 2, []),
        ("POST", "/profile/me", 3, ["me"]),
        ("GET", "/a/b/c", 4, ["b"]),
        ("GET", "/a/b/d", 5, []),
        ("DELETE", "/a/b", 6, ["b"]),
        ("GET", "/profile", 7, ["profile"]),
        ("GET", "/a%2Fb", 7, ["a/b"]),
        ("GET", "/files/x%20y/z", 8, ["x y", "z"]),
        ("HEAD", "/profile/7", 1, ["7"]),
        ("HEAD", "/head", 9, []),
        ("GET", "/caf%C3%A9", 10, []),
        ("GET", "/pro%66ile/me", 2, []),
    ])
    func findsTheEndpoint(method: String, path: String, endpoint: Int, parameters: [String]) throws {
        let match = Self.router(Self.endpoints).match(
            try #require(HTTPRequest.Method(method)), try DecodedPath(path[...]))
        #expect(match == .endpoint(endpoint, parameters: parameters))
    }

    @Test(arguments: ["/profile/", "/profile//", "//", "/a/b/c/d", "/files/x/", "/files//x", "/Profile/me/x"])
    func findsNothing(path: String) throws {
        #expect(Self.router(Self.endpoints).match(.get, try DecodedPath(path[...])) == .notFound)
    }

    @Test(arguments: [
        ("/r/7.json", 1, ["7"]), ("/r/7", 0, ["7"]), ("/r/all.json", 2, []), ("/r/.json", 0, [".json"]),
        ("/r/v7.json", 3, ["7"]), ("/r/v7", 4, ["7"]), ("/r/v", 0, ["v"]), ("/r/v.json", 1, ["v"]),
        ("/r/a%2Fb.json", 1, ["a/b"]), ("/r/7%2Ejson", 1, ["7"]), ("/r/7.xml", 0, ["7.xml"]), ("/r/x.json/y", 5, ["x"]),
        ("/r/gr\u{F6}\u{DF}e", 6, ["\u{DF}e"]), ("/r/7.JSON", 0, ["7.JSON"]),
    ])
    func theMostLiteralTextAroundAParameterWins(path: String, endpoint: Int, parameters: [String]) throws {
        let router = Self.router([
            "GET /r/{id}", "GET /r/{id}.json", "GET /r/all.json", "GET /r/v{n}.json", "GET /r/v{n}",
            "GET /r/{x}.json/y",
            "GET /r/gr\u{F6}{rest}",
        ])
        let encoded = path.utf8.map { $0 < 0x80 ? String(UnicodeScalar($0)) : "%" + String($0, radix: 16) }.joined()
        #expect(router.match(.get, try DecodedPath(encoded[...])) == .endpoint(endpoint, parameters: parameters))
    }

    /// Where the rest of the path doesn't fit, the next pattern is tried.
    @Test func aMoreLiteralPatternWithoutTheRestGivesWay() throws {
        let router = Self.router(["GET /r/{id}.json/a", "GET /r/{id}/b", "POST /r/{id}.json/b"])
        #expect(router.match(.get, try DecodedPath("/r/7.json/b")) == .endpoint(1, parameters: ["7.json"]))
        #expect(router.match(.post, try DecodedPath("/r/7.json/b")) == .endpoint(2, parameters: ["7"]))
        #expect(router.match(.post, try DecodedPath("/r/7/b")) == .otherMethods([.get]))
    }

    @Test func anEmptyRouterFindsNothing() throws {
        #expect(Self.router([]).match(.get, try DecodedPath("/")) == .notFound)
    }

    @Test func knowsTheMethodsOfAPath() throws {
        let router = Self.router(["GET /p/{id}", "POST /p/{id}", "PUT /p/me", "DELETE /q"])
        #expect(router.match(.delete, try DecodedPath("/p/7")) == .otherMethods([.get, .post]))
        #expect(router.match(.delete, try DecodedPath("/p/me")) == .otherMethods([.put, .get, .post]))
    }

    @Test(arguments: [
        ([HTTPRequest.Method.get], "GET, HEAD, OPTIONS"), ([.post], "POST, OPTIONS"),
        ([.head, .get], "HEAD, GET, OPTIONS"), ([.options], "OPTIONS"),
    ])
    func allowNamesWhatIsServed(methods: [HTTPRequest.Method], allow: String) {
        #expect(EndpointRouter.allow(methods) == allow)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func agreesWithANaiveMatcher(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let words = ["a", "b", "ab", "c", "{x}", "{y}", "a{x}", "{x}b", "{y}b", "a{x}b", "{x}ab", "ab{x}"]
        let methods = [HTTPRequest.Method.get, .post]
        // Two patterns of the same shape are one to a router: keep the first.
        var shapes: Set<String> = []
        let endpoints = (0..<30).compactMap { _ -> (method: HTTPRequest.Method, path: PathPattern)? in
            let segments = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                words.randomElement(using: &random) ?? ""
            }
            let method = methods.randomElement(using: &random) ?? .get
            let shape = "\(method) " + segments.map { $0.replacing("{y}", with: "{x}") }.joined(separator: "/")
            return shapes.insert(shape).inserted
                ? (method, PathPattern("/" + segments.joined(separator: "/"))) : nil
        }
        let router = Router(endpoints)
        for _ in 0..<500 {
            let segments = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                ["a", "b", "ab", "c", "d", "", "aab", "abab", "aaab", "abb", "ba"].randomElement(using: &random) ?? ""
            }
            // A path of one empty segment is written like the path of none.
            guard segments != [""] else { continue }
            let method = methods.randomElement(using: &random) ?? .get
            let expected = Self.naive(endpoints, method, segments)
            let match = router.match(method, try DecodedPath("/" + segments.joined(separator: "/")[...]))
            if case .endpoint(let endpoint, let parameters) = match {
                #expect(endpoint == expected?.endpoint)
                #expect(parameters == expected?.parameters)
            } else {
                #expect(expected == nil, "\(segments) in \(endpoints)")
            }
        }
    }

    @Test(
        arguments: [
            ("/a/{x}/c", "/a/b%20c/c", ["b c"]), ("/a/{x}", "/a/", nil), ("/a", "/b", nil), ("/", "/", []),
            ("/{x}", "/", nil), ("/{x}", "/..", nil), ("/{x}", "/%2e", nil), ("/{x}", "/%zz", nil), ("/{x}", "x", nil),
            ("/{x}/{y}", "/1/2", ["1", "2"]), ("/{x}.json", "/7.json", ["7"]), ("/{x}.json", "/.json", nil),
            ("/v{x}", "/v%20", [" "]), ("/a", "/%61", []), ("/{x}", "/a%2Fb", ["a/b"]),
        ] as [(String, String, [String]?)])
    func aPathGivesTheValuesOfItsParameters(pattern: String, path: String, values: [String]?) {
        let router = Self.router(["GET \(pattern)"])
        #expect(router.endpoint(for: .get, path: path[...])?.parameters == values)
    }

    /// Of all patterns that fit, the one whose literals come first.
    private static func naive(
        _ endpoints: [(method: HTTPRequest.Method, path: PathPattern)], _ method: HTTPRequest.Method, _ path: [String]
    ) -> (endpoint: Int, parameters: [String])? {
        let fitting = endpoints.enumerated().filter { _, endpoint in
            endpoint.method == method && endpoint.path.segments.count == path.count
                && zip(endpoint.path.segments, path).allSatisfy { segment, text in
                    switch segment {
                    case .literal(let literal): literal == text
                    case .parameter(_, let prefix, let suffix):
                        text.hasPrefix(prefix) && text.hasSuffix(suffix) && text.count > prefix.count + suffix.count
                    }
                }
        }
        func rank(_ pattern: PathPattern) -> [Int] {
            pattern.segments.map { segment in
                guard case .parameter(_, let prefix, let suffix) = segment else { return 0 }
                return 1_000 - (prefix + suffix).count * 10 - prefix.count
            }
        }
        let best = fitting.min { rank($0.element.path).lexicographicallyPrecedes(rank($1.element.path)) }
        return best.map { best in
            let parameters = zip(best.element.path.segments, path).compactMap { segment, text -> String? in
                guard case .parameter(_, let prefix, let suffix) = segment else { return nil }
                return String(text.dropFirst(prefix.count).dropLast(suffix.count))
            }
            return (best.offset, parameters)
        }
    }
}
