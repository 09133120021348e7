internal import HTTPTypes
internal import TuttiPlan

/// The tree of path patterns while it is being built; ``Router`` flattens it.
struct RouteTree {
    /// What follows a parameter with this literal text around it.
    struct Parameter {
        let prefix: [UInt8]
        let suffix: [UInt8]
        /// The order in which parameters are tried.
        let rank: Int
        var tree = RouteTree()
    }

    /// A route whose pattern ends here.
    struct Route {
        /// The method that it takes; nil for all.
        let method: HTTPRequest.Method?
        /// Whether its `when` decides, too.
        let isConditional: Bool
        let target: Int

        /// The order in which the routes of one pattern are tried, the least first; those of one rank as they were put in.
        ///
        /// What names a method goes before what takes all, and what has a `when` before what has none. HEAD goes before GET, because a
        /// route for GET takes HEAD as well.
        fileprivate var rank: Int {
            let methodRank = method == .head ? 0 : method == nil ? 2 : 1
            return methodRank * 2 + (isConditional ? 0 : 1)
        }
    }

    /// Literal segments and what follows them.
    private(set) var literals: [(text: [UInt8], tree: RouteTree)] = []
    /// Parameters and what follows them, in the order of their rank.
    private(set) var parameters: [Parameter] = []
    /// The endpoints whose pattern ends here.
    private(set) var endpoints: [(method: HTTPRequest.Method, endpoint: Int)] = []
    /// The routes whose pattern ends here, in the order in which they are tried.
    private(set) var routes: [Route] = []
    /// The routes whose pattern goes on with `**`, likewise.
    private(set) var restRoutes: [Route] = []

    /// Puts in an endpoint; of two with the same pattern and method the first stays.
    mutating func insert(endpoint: Int, method: HTTPRequest.Method, path: PathPattern) {
        reach(path.segments[...]) { tree in
            guard !tree.endpoints.contains(where: { $0.method == method }) else { return }
            tree.endpoints.append((method, endpoint))
        }
    }

    /// Puts in a route.
    mutating func insert(_ route: Route, path: PathPattern) {
        reach(path.segments[...]) { tree in
            if path.hasRest {
                Self.insert(route, into: &tree.restRoutes)
            } else {
                Self.insert(route, into: &tree.routes)
            }
        }
    }

    private static func insert(_ route: Route, into routes: inout [Route]) {
        routes.insert(route, at: routes.firstIndex { $0.rank > route.rank } ?? routes.count)
    }

    /// Calls `change` with the tree behind these segments, which is made where there is none.
    private mutating func reach(_ segments: ArraySlice<PathPattern.Segment>, _ change: (inout RouteTree) -> Void) {
        guard let segment = segments.first else { return change(&self) }
        switch segment {
        case .parameter(_, let prefix, let suffix):
            let new = Parameter(prefix: Array(prefix.utf8), suffix: Array(suffix.utf8), rank: segment.rank)
            let index =
                parameters.firstIndex { $0.prefix == new.prefix && $0.suffix == new.suffix }
                ?? {
                    let index = parameters.firstIndex { $0.rank > new.rank } ?? parameters.count
                    parameters.insert(new, at: index)
                    return index
                }()
            parameters[index].tree.reach(segments.dropFirst(), change)
        case .literal(let text):
            let bytes = Array(text.utf8)
            let index =
                literals.firstIndex { $0.text == bytes }
                ?? {
                    literals.append((bytes, RouteTree()))
                    return literals.count - 1
                }()
            literals[index].tree.reach(segments.dropFirst(), change)
        }
    }
}
