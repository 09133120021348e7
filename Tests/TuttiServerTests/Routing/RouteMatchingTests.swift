import HTTPTypes
import SeededRandom
import Testing
import TuttiPlan

@testable import TuttiRouting

/// Requests among routes and endpoints.
@Suite struct RouteMatchingTests {
    /// `GET /a/{x}`, or `/a/**` for all methods; a `?` at its end stands for a `when`.
    private struct Pattern {
        let method: HTTPRequest.Method?
        let path: PathPattern
        let isConditional: Bool

        init(_ text: String) {
            let words = text.split(separator: " ").map(String.init)
            method = words.count > 1 ? HTTPRequest.Method(words[0]) : nil
            let last = words.last ?? "/"
            isConditional = last.hasSuffix("?")
            path = PathPattern(isConditional ? String(last.dropLast()) : last)
        }

        var route: Router.RoutePattern {
            Router.RoutePattern(method: method, path: path, isConditional: isConditional)
        }
    }

    private static func router(_ endpoints: [String] = [], routes: [String]) -> Router {
        Router(
            endpoints.map(Pattern.init).map { ($0.method ?? .get, $0.path) }, routes: routes.map { Pattern($0).route })
    }

    private func match(
        _ router: Router, _ request: String, holds: (Int) -> Bool = { _ in false }
    ) throws -> Router.Match {
        let words = request.split(separator: " ")
        return router.match(
            try #require(HTTPRequest.Method(String(words[0]))), try DecodedPath(words[1])
        ) { route, _ in holds(route) }
    }

    private static let routes = [
        "/**", "/api/**", "/api/{version}/**", "/api/{version}/users", "GET /api/v1/**", "POST /files/{name}.pdf", "/",
    ]

    @Test(arguments: [
        ("GET /", 6, [], nil),
        ("GET //", 0, ["/"], 0),
        ("GET /x", 0, ["x"], 0),
        ("GET /x/y%2Fz//", 0, ["x/y/z//"], 0),
        ("GET /api", 1, [""], 1),
        ("GET /apis", 0, ["apis"], 0),
        ("GET /api/", 1, [""], 1),
        ("GET /api//a", 1, ["/a"], 1),
        ("GET /api/v2", 2, ["v2", ""], 2),
        ("GET /api/v2/", 2, ["v2", ""], 2),
        ("GET /api/v2/a/b", 2, ["v2", "a/b"], 2),
        ("GET /api/v2/users", 3, ["v2"], nil),
        ("GET /api/v2/users/", 2, ["v2", "users/"], 2),
        ("GET /api/v1/users", 4, ["users"], 2),
        ("HEAD /api/v1", 4, [""], 2),
        ("POST /api/v1/users", 3, ["v1"], nil),
        ("POST /api/v1/caf%C3%A9", 2, ["v1", "caf\u{E9}"], 2),
        ("POST /files/a.pdf", 5, ["a"], nil),
        ("GET /files/a.pdf", 0, ["files/a.pdf"], 0),
        ("TRACE /x", 0, ["x"], 0),
        ("BREW /x", 0, ["x"], 0),
    ])
    func findsTheRoute(request: String, route: Int, parameters: [String], rest: Int?) throws {
        let found = try match(Self.router(routes: Self.routes), request)
        #expect(found == .route(route, parameters: parameters, rest: rest))
    }

    @Test func anEndpointGoesBeforeRoutesOfItsPattern() throws {
        let router = Self.router(["GET /a/{x}", "POST /a/b"], routes: ["/a/{y}", "/a/**", "GET /a/b"])
        #expect(try match(router, "GET /a/7") == .endpoint(0, parameters: ["7"]))
        #expect(try match(router, "HEAD /a/7") == .endpoint(0, parameters: ["7"]))
        #expect(try match(router, "PUT /a/7") == .route(0, parameters: ["7"], rest: nil))
        #expect(try match(router, "GET /a/b") == .route(2, parameters: [], rest: nil))
        #expect(try match(router, "OPTIONS /a/b") == .route(0, parameters: ["b"], rest: nil))
        #expect(try match(router, "GET /a") == .route(1, parameters: [""], rest: 1))
    }

    @Test func aPatternWithoutTheMethodGivesWay() throws {
        let router = Self.router(["GET /a/b"], routes: ["PUT /a/**", "DELETE /{x}/b"])
        #expect(try match(router, "PUT /a/b") == .route(0, parameters: ["b"], rest: 1))
        #expect(try match(router, "DELETE /a/b") == .route(1, parameters: ["a"], rest: nil))
        #expect(try match(router, "POST /a/b") == .otherMethods([.get, .put, .delete]))
        #expect(try match(router, "POST /b/b/c") == .notFound)
    }

    @Test func whatHasAConditionGoesFirstAndThenWhatHasNone() throws {
        let router = Self.router(
            routes: ["/a/**", "/a/**?", "GET /a/**", "GET /a/**?", "/a/**?", "HEAD /a/**", "/**"])
        func found(_ request: String, _ holding: Set<Int>) throws -> Router.Match {
            try match(router, request, holds: holding.contains)
        }
        #expect(try found("GET /a/b", [1, 3, 4]) == .route(3, parameters: ["b"], rest: 1))
        #expect(try found("GET /a/b", [1, 4]) == .route(2, parameters: ["b"], rest: 1))
        #expect(try found("PUT /a/b", [1, 4]) == .route(1, parameters: ["b"], rest: 1))
        #expect(try found("PUT /a/b", [4]) == .route(4, parameters: ["b"], rest: 1))
        #expect(try found("PUT /a/b", []) == .route(0, parameters: ["b"], rest: 1))
        #expect(try found("HEAD /a/b", [3]) == .route(5, parameters: ["b"], rest: 1))
    }

    @Test func aRouteWhoseConditionDoesNotHoldGivesWayToALessSpecificOne() throws {
        let router = Self.router(routes: ["/a/b?", "/a/{x}?", "/a/**?", "/**"])
        for (holding, route) in [([0, 1, 2], 0), ([1, 2], 1), ([2], 2), ([], 3)] as [(Set<Int>, Int)] {
            guard case .route(route, _, _) = try match(router, "GET /a/b", holds: holding.contains) else {
                Issue.record("\(holding)")
                continue
            }
        }
        #expect(try match(Self.router(routes: ["/a?"]), "GET /a") == .notFound)
    }

    @Test func conditionsAreAskedOnlyOfWhatNothingGoesBefore() throws {
        let router = Self.router(["GET /a/b"], routes: ["/a/**?", "/a/b?", "POST /a/b?"])
        var asked: [Int] = []
        _ = try match(router, "GET /a/b") {
            asked.append($0); return true
        }
        #expect(asked.isEmpty)
        _ = try match(router, "POST /a/b") {
            asked.append($0); return $0 == 1
        }
        #expect(asked == [2, 1])
    }

    @Test func conditionsAreToldTheParametersOfTheirRoute() throws {
        let router = Self.router(routes: ["/{a}/x?", "/{b}/**?", "/**?"])
        var asked: [[String]] = []
        let found = router.match(.get, try DecodedPath("/1/x")) { _, parameters in
            asked.append(parameters)
            return false
        }
        #expect(found == .notFound)
        #expect(asked == [["1"], ["1", "x"], ["1/x"]])
    }

    @Test func parametersOfATriedRouteAreForgotten() throws {
        let router = Self.router(routes: ["/{a}/{b}/x", "/{c}/**"])
        #expect(try match(router, "GET /1/2/y") == .route(1, parameters: ["1", "2/y"], rest: 1))
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func agreesWithANaiveMatcher(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let words = ["a", "b", "ab", "{x}", "a{x}", "{x}b", "{x}ab"]
        let methods = ["GET ", "POST ", "HEAD ", "", ""]
        func pattern(_ isEndpoint: Bool) -> String {
            let segments = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                "/" + (words.randomElement(using: &random) ?? "")
            }
            let method = methods.prefix(isEndpoint ? 3 : 5).randomElement(using: &random) ?? ""
            let ending = isEndpoint ? "" : ["", "/**", "?", "/**?"].randomElement(using: &random) ?? ""
            let path = segments.joined() + ending
            return method + (path.hasPrefix("/") ? path : "/" + path)
        }
        let endpoints = (0..<6).map { _ in pattern(true) }
        let routes = (0..<20).map { _ in pattern(false) }
        let router = Self.router(endpoints, routes: routes)
        let parsed = (endpoints + routes).map(Pattern.init)
        for _ in 0..<300 {
            let segments = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                ["a", "b", "ab", "aab", "c", "", "aabb"].randomElement(using: &random) ?? ""
            }
            // A path of one empty segment is written like the path of none.
            guard segments != [""] else { continue }
            let method = [HTTPRequest.Method.get, .head, .post, .put].randomElement(using: &random) ?? .get
            let holding = Set((0..<routes.count).filter { _ in Bool.random(using: &random) })
            let path = try DecodedPath("/" + segments.joined(separator: "/")[...])
            let expected = Self.naive(parsed, endpointCount: endpoints.count, method, segments, holding)
            switch router.match(method, path, holds: { route, _ in holding.contains(route) }) {
            case .endpoint(let index, let parameters):
                #expect(index == expected?.index)
                #expect(parameters == expected?.parameters)
            case .route(let index, let parameters, let rest):
                #expect(index + endpoints.count == expected?.index, "\(method) \(segments) \(endpoints) \(routes)")
                #expect(parameters == expected?.parameters)
                let path = expected.map { parsed[$0.index].path }
                #expect(rest == (path?.hasRest == true ? path?.segments.count : nil))
            case .notFound, .otherMethods:
                #expect(expected == nil, "\(method) \(segments) \(endpoints) \(routes)")
            }
        }
    }

    /// Of all that fit, the one that comes first: by its segments, endpoint, method, condition, and then its place.
    private static func naive(
        _ patterns: [Pattern], endpointCount: Int, _ method: HTTPRequest.Method, _ path: [String], _ holding: Set<Int>
    ) -> (index: Int, parameters: [String])? {
        let fitting = patterns.indices.filter { index in
            let pattern = patterns[index]
            let count = pattern.path.segments.count
            return takes(pattern.method, method) && (pattern.path.hasRest ? count <= path.count : count == path.count)
                && zip(pattern.path.segments, path).allSatisfy(fits)
                && (!pattern.isConditional || holding.contains(index - endpointCount))
        }
        func rank(_ index: Int) -> [Int] {
            let pattern = patterns[index]
            let segments = pattern.path.segments.map { segment in
                guard case .parameter(_, let prefix, let suffix) = segment else { return 0 }
                return 1_000 - (prefix + suffix).count * 10 - prefix.count
            }
            let methodRank = pattern.method == nil ? 2 : pattern.method == method ? 0 : 1
            return segments + [
                pattern.path.hasRest ? 2_000 : -1, index < endpointCount ? 0 : 1, methodRank,
                pattern.isConditional ? 0 : 1, index,
            ]
        }
        return fitting.min { rank($0).lexicographicallyPrecedes(rank($1)) }.map { index in
            let pattern = patterns[index].path
            let parameters = zip(pattern.segments, path).compactMap { segment, text -> String? in
                guard case .parameter(_, let prefix, let suffix) = segment else { return nil }
                return String(text.dropFirst(prefix.count).dropLast(suffix.count))
            }
            let rest = path.dropFirst(pattern.segments.count).joined(separator: "/")
            return (index, parameters + (pattern.hasRest ? [rest] : []))
        }
    }

    private static func takes(_ own: HTTPRequest.Method?, _ method: HTTPRequest.Method) -> Bool {
        own == nil || own == method || method == .head && own == .get
    }

    private static func fits(_ segment: PathPattern.Segment, _ text: String) -> Bool {
        switch segment {
        case .literal(let literal): literal == text
        case .parameter(_, let prefix, let suffix):
            text.hasPrefix(prefix) && text.hasSuffix(suffix) && text.count > prefix.count + suffix.count
        }
    }
}
