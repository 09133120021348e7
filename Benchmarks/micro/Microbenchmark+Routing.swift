internal import HTTPTypes
internal import TuttiPlan
internal import TuttiRouting

extension Microbenchmark {
    /// Finding endpoints.
    static let routing = [
        Microbenchmark(name: "route-1000", iterations: 1000, prepare: routingTenPaths)
    ]

    /// Ten paths among a thousand endpoints of four shapes: one shape that reads, one that writes, one below and one beside them.
    private static func routingTenPaths() -> () throws -> Int {
        let resources = (0..<250).map { "resource-\($0 * 37 % 250)" }
        let router = Router(
            resources.flatMap { name -> [(method: HTTPRequest.Method, path: PathPattern)] in
                let base = [PathPattern.Segment.literal("api"), .literal(name)]
                return [
                    (.get, PathPattern(base + [.parameter("id")])), (.put, PathPattern(base + [.parameter("id")])),
                    (.get, PathPattern(base + [.parameter("id"), .literal("items")])),
                    (.get, PathPattern(base + [.literal("recent")])),
                ]
            })
        let paths: [Substring] = (0..<10).map { index in
            let base = "/api/resource-\(index * 25)/"
            return switch index % 4 {
            case 0: base + "4711"
            case 1: base + "4711/items"
            case 2: base + "recent"
            default: base + "caf%C3%A9"
            }
        }
        return {
            var sum = 0
            for path in paths {
                guard case .endpoint(let endpoint, let parameters) = router.match(.get, try DecodedPath(path)) else {
                    throw Failure("\(path) has no endpoint")
                }
                sum += endpoint + parameters.count
            }
            return sum
        }
    }
}
