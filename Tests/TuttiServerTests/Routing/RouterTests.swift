import HTTPTypes
import SeededRandom
import Testing
import TuttiPlan

@testable import TuttiRouting
@testable import TuttiServer

@Suite struct RouterTests {
    private static func router(_ endpoints: [String]) -> Router {
        Routes(GatewayPlan.serving(endpoints)).router
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
        #expect(Routes.allow(methods) == allow)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func agreesWithANaiveMatcher(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let words = ["a", "b", "ab", "c", "{x}", "{y}"]
        let methods = [HTTPRequest.Method.get, .post]
        // Two patterns of the same shape are one to a router: keep the first.
        var shapes: Set<String> = []
        let endpoints = (0..<30).compactMap { _ -> (method: HTTPRequest.Method, path: PathPattern)? in
            let segments = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                words.randomElement(using: &random) ?? ""
            }
            let method = methods.randomElement(using: &random) ?? .get
            let shape = "\(method) " + segments.map { $0.hasPrefix("{") ? "{}" : $0 }.joined(separator: "/")
            return shapes.insert(shape).inserted
                ? (method, PathPattern("/" + segments.joined(separator: "/"))) : nil
        }
        let router = Router(endpoints)
        for _ in 0..<500 {
            let segments = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                ["a", "b", "ab", "c", "d", ""].randomElement(using: &random) ?? ""
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

    /// Of all patterns that fit, the one whose literals come first.
    private static func naive(
        _ endpoints: [(method: HTTPRequest.Method, path: PathPattern)], _ method: HTTPRequest.Method, _ path: [String]
    ) -> (endpoint: Int, parameters: [String])? {
        let fitting = endpoints.enumerated().filter { _, endpoint in
            endpoint.method == method && endpoint.path.segments.count == path.count
                && zip(endpoint.path.segments, path).allSatisfy { segment, text in
                    switch segment {
                    case .literal(let literal): literal == text
                    case .parameter: !text.isEmpty
                    }
                }
        }
        func rank(_ pattern: PathPattern) -> [Int] {
            pattern.segments.map { if case .literal = $0 { 0 } else { 1 } }
        }
        let best = fitting.min { rank($0.element.path).lexicographicallyPrecedes(rank($1.element.path)) }
        return best.map { best in
            let parameters = zip(best.element.path.segments, path).compactMap { segment, text -> String? in
                if case .parameter = segment { text } else { nil }
            }
            return (best.offset, parameters)
        }
    }
}
