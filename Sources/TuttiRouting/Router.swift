package import HTTPTypes
package import TuttiPlan

/// Finds the endpoint or the route of a request.
///
/// The patterns are a tree while the router is built and flat arrays when it runs: a node is a few integers, its edges
/// and endpoints are stretches of shared arrays. A literal segment goes before a parameter, one with more literal text around it
/// before one with less (`{id}.json` before `{id}`), and a segment before the rest of the path (`**`), segment by segment from the left.
/// Where a path has more than one pattern, the first that has the request's method is taken; an endpoint goes before the routes of the
/// same pattern.
package struct Router: Sendable {
    /// What became of looking for an endpoint or a route.
    package enum Match: Equatable {
        /// An endpoint, and the values of its path's parameters in order.
        case endpoint(Int, parameters: [String])
        /// A route, and the values of its path's parameters in order.
        ///
        /// `rest` is how many segments stand in front of the rest of the path, if the pattern ends in `**`: where the rest begins in the
        /// path as it was sent, ``RawPath`` says.
        case route(Int, parameters: [String], rest: Int?)
        /// Endpoints or routes have this path, none has this method.
        case otherMethods([HTTPRequest.Method])
        /// Nothing has this path.
        case notFound
    }

    /// What requests a route takes.
    package struct RoutePattern {
        /// The method; nil for all.
        let method: HTTPRequest.Method?
        let path: PathPattern
        /// Whether it has a `when`.
        let isConditional: Bool

        /// A pattern made of its parts.
        package init(method: HTTPRequest.Method?, path: PathPattern, isConditional: Bool) {
            self.method = method
            self.path = path
            self.isConditional = isConditional
        }
    }

    private struct Node {
        var edges = 0..<0
        var parameters = 0..<0
        var endpoints = 0..<0
        /// The place of its routes in `routeSets`; below zero for most nodes, which have none.
        var routes = -1
    }

    /// The routes of a node as stretches of `routes`: those whose pattern ends there, and those that go on with `**`.
    private struct RouteSet {
        let ending: Range<Int>
        let rest: Range<Int>
    }

    /// A parameter, the literal text around it as stretches of `affixes`, and the node it leads to.
    private struct Parameter {
        var prefix = 0..<0
        var suffix = 0..<0
        var node = 0
    }

    private var nodes: [Node] = []
    /// Literal segments and the nodes they lead to; those of one node lie together, in the order of ``precedes``.
    private var edges: [(text: [UInt8], node: Int)] = []
    /// Those of one node lie together, in the order in which they are tried.
    private var parameters: [Parameter] = []
    private var affixes: [UInt8] = []
    private var endpoints: [(method: HTTPRequest.Method, endpoint: Int)] = []
    private var routeSets: [RouteSet] = []
    private var routes: [RouteTree.Route] = []
    /// What is found is one number: that of an endpoint, or of a route behind all endpoints.
    private let endpointCount: Int

    /// The methods of all endpoints and routes that name one, for `OPTIONS *`.
    package let methods: [HTTPRequest.Method]

    /// A router for endpoints and routes that are known by their places in the lists.
    package init(
        _ patterns: [(method: HTTPRequest.Method, path: PathPattern)], routes routePatterns: [RoutePattern] = []
    ) {
        var tree = RouteTree()
        var seen: [HTTPRequest.Method] = []
        for (index, pattern) in patterns.enumerated() {
            tree.insert(endpoint: index, method: pattern.method, path: pattern.path)
            if !seen.contains(pattern.method) { seen.append(pattern.method) }
        }
        for (index, pattern) in routePatterns.enumerated() {
            let route = RouteTree.Route(
                method: pattern.method, isConditional: pattern.isConditional, target: patterns.count + index)
            tree.insert(route, path: pattern.path)
            if let method = pattern.method, !seen.contains(method) { seen.append(method) }
        }
        methods = seen
        endpointCount = patterns.count
        _ = flatten(tree)
    }

    /// A router for the endpoints and routes of a plan.
    package init(_ plan: GatewayPlan) {
        self.init(
            plan.endpoints.map { ($0.method, $0.path) },
            routes: plan.routes.map {
                RoutePattern(method: $0.method, path: $0.path, isConditional: $0.condition != nil)
            })
    }

    /// The endpoint of a request, by its index, and the values of its path's parameters; nil if there is none, or if the path has a
    /// defect.
    package func endpoint(for method: HTTPRequest.Method, path: Substring) -> (index: Int, parameters: [String])? {
        guard let path = try? DecodedPath(path), case .endpoint(let index, let parameters) = match(method, path) else {
            return nil
        }
        return (index, parameters)
    }

    /// Looks for the endpoint or the route of a request.
    ///
    /// - Parameters:
    ///   - method: the request's method.
    ///   - path: its path.
    ///   - holds: whether the `when` of a route holds, by the route's index and the values of its path's parameters; asked only of routes
    ///     that have one, and that nothing goes before. Without it, no such route is taken.
    /// - Returns: what was found, or which other methods the path has.
    package func match(
        _ method: HTTPRequest.Method, _ path: DecodedPath,
        holds: (_ route: Int, _ parameters: [String]) -> Bool = { _, _ in false }
    ) -> Match {
        var search = Search(method: method, path: path)
        guard let target = find(from: 0, depth: 0, &search, holds) else {
            return search.otherMethods.isEmpty ? .notFound : .otherMethods(search.otherMethods)
        }
        guard target >= endpointCount else { return .endpoint(target, parameters: search.values) }
        return .route(target - endpointCount, parameters: search.values, rest: search.rest)
    }

    private struct Search {
        let method: HTTPRequest.Method
        let path: DecodedPath
        /// The segments that hold parameters on the way here, and how many bytes of literal text stand around them.
        var parameters: [(segment: Int, prefix: Int, suffix: Int)] = []
        /// How many segments stand in front of what `**` has taken.
        var rest: Int?
        var otherMethods: [HTTPRequest.Method] = []

        /// The values of the parameters on the way here; that of the rest comes last.
        var values: [String] {
            var values = parameters.map { path.text($0.segment, from: $0.prefix, dropping: $0.suffix) }
            if let rest { values.append(path.text(ofSegmentsFrom: rest)) }
            return values
        }
    }

    /// Each node is visited at most once, for there is one way to it: the work is bounded by the size of the tree.
    private func find(
        from index: Int, depth: Int, _ search: inout Search, _ holds: (Int, [String]) -> Bool
    ) -> Int? {
        let node = nodes[index]
        guard depth < search.path.count else {
            if let found = endpoint(at: node, &search) { return found }
            guard node.routes >= 0 else { return nil }
            return route(in: routeSets[node.routes].ending, &search, holds) ?? rest(at: node, depth, &search, holds)
        }
        let segment = search.path[depth]
        if let next = child(of: node, segment), let found = find(from: next, depth: depth + 1, &search, holds) {
            return found
        }
        for place in node.parameters {
            let parameter = parameters[place]
            guard fits(segment, parameter) else { continue }
            search.parameters.append((depth, parameter.prefix.count, parameter.suffix.count))
            if let found = find(from: parameter.node, depth: depth + 1, &search, holds) { return found }
            search.parameters.removeLast()
        }
        return node.routes < 0 ? nil : rest(at: node, depth, &search, holds)
    }

    private func rest(at node: Node, _ depth: Int, _ search: inout Search, _ holds: (Int, [String]) -> Bool) -> Int? {
        search.rest = depth
        if let found = route(in: routeSets[node.routes].rest, &search, holds) { return found }
        search.rest = nil
        return nil
    }

    /// The first of these routes that takes the request.
    private func route(in range: Range<Int>, _ search: inout Search, _ holds: (Int, [String]) -> Bool) -> Int? {
        for route in routes[range] {
            // As for endpoints, a HEAD is a GET.
            let isTaken =
                route.method == nil || route.method == search.method || search.method == .head && route.method == .get
            if isTaken {
                guard route.isConditional else { return route.target }
                if holds(route.target - endpointCount, search.values) { return route.target }
            } else if let method = route.method, !route.isConditional, !search.otherMethods.contains(method) {
                search.otherMethods.append(method)
            }
        }
        return nil
    }

    private func fits(_ segment: ArraySlice<UInt8>, _ parameter: Parameter) -> Bool {
        let literal = parameter.prefix.count + parameter.suffix.count
        guard segment.count > literal else { return false }
        return literal == 0
            || segment.prefix(parameter.prefix.count) == affixes[parameter.prefix]
                && segment.suffix(parameter.suffix.count) == affixes[parameter.suffix]
    }

    private func endpoint(at node: Node, _ search: inout Search) -> Int? {
        let here = endpoints[node.endpoints]
        if let exact = here.first(where: { $0.method == search.method }) { return exact.endpoint }
        // RFC 9110, 9.3.2: a HEAD is a GET whose content isn't sent.
        if search.method == .head, let get = here.first(where: { $0.method == .get }) { return get.endpoint }
        for (method, _) in here where !search.otherMethods.contains(method) { search.otherMethods.append(method) }
        return nil
    }

    private func child(of node: Node, _ segment: ArraySlice<UInt8>) -> Int? {
        var range = node.edges
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            let edge = edges[middle]
            let order = Self.order(edge.text, segment)
            if order == 0 { return edge.node }
            range = order < 0 ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }

    private mutating func flatten(_ tree: RouteTree) -> Int {
        let index = nodes.count
        nodes.append(Node())
        let firstEndpoint = endpoints.count
        endpoints += tree.endpoints
        nodes[index].endpoints = firstEndpoint..<endpoints.count
        if !tree.routes.isEmpty || !tree.restRoutes.isEmpty {
            nodes[index].routes = routeSets.count
            routeSets.append(RouteSet(ending: append(tree.routes), rest: append(tree.restRoutes)))
        }
        let literals = tree.literals.sorted { Self.order($0.text, $1.text[...]) < 0 }
        let firstEdge = edges.count
        edges += literals.map { ($0.text, 0) }
        nodes[index].edges = firstEdge..<edges.count
        for (offset, literal) in literals.enumerated() { edges[firstEdge + offset].node = flatten(literal.tree) }
        let firstParameter = parameters.count
        for parameter in tree.parameters {
            parameters.append(Parameter(prefix: append(parameter.prefix), suffix: append(parameter.suffix)))
        }
        nodes[index].parameters = firstParameter..<parameters.count
        for (offset, parameter) in tree.parameters.enumerated() {
            parameters[firstParameter + offset].node = flatten(parameter.tree)
        }
        return index
    }

    private mutating func append(_ new: [RouteTree.Route]) -> Range<Int> {
        routes += new
        return (routes.count - new.count)..<routes.count
    }

    private mutating func append(_ affix: [UInt8]) -> Range<Int> {
        affixes += affix
        return (affixes.count - affix.count)..<affixes.count
    }

    /// Shorter first, then by bytes: two segments of different length are told apart without reading them.
    ///
    /// Negative where `left` comes first, 0 where both are the same.
    private static func order(_ left: [UInt8], _ right: ArraySlice<UInt8>) -> Int {
        guard left.count == right.count else { return left.count - right.count }
        let (left, right) = (left.span, right.span)
        for index in left.indices where left[index] != right[index] { return Int(left[index]) - Int(right[index]) }
        return 0
    }
}
