package import HTTPTypes
package import TuttiPlan

/// Finds the endpoint of a request.
///
/// The patterns are a tree while the router is built and flat arrays when it runs: a node is a few integers, its edges
/// and endpoints are stretches of shared arrays. A literal segment goes before a parameter, one with more literal text around it
/// before one with less (`{id}.json` before `{id}`), segment by segment from the left; where a path has more than one pattern, the first that has the request's method is taken.
package struct Router: Sendable {
    /// What became of looking for an endpoint.
    package enum Match: Equatable {
        /// An endpoint, and the values of its path's parameters in order.
        case endpoint(Int, parameters: [String])
        /// Endpoints have this path, none has this method.
        case otherMethods([HTTPRequest.Method])
        /// No endpoint has this path.
        case notFound
    }

    private struct Node {
        var edges = 0..<0
        var parameters = 0..<0
        var endpoints = 0..<0
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

    /// The methods of all endpoints, for `OPTIONS *`.
    package let methods: [HTTPRequest.Method]

    /// A router for endpoints that are known by their place in the list.
    package init(_ patterns: [(method: HTTPRequest.Method, path: PathPattern)]) {
        var tree = RouteTree()
        var seen: [HTTPRequest.Method] = []
        for (index, pattern) in patterns.enumerated() {
            tree.insert(pattern.path.segments[...], method: pattern.method, endpoint: index)
            if !seen.contains(pattern.method) { seen.append(pattern.method) }
        }
        methods = seen
        _ = flatten(tree)
    }

    /// A router for the endpoints of a plan.
    package init(_ plan: GatewayPlan) {
        self.init(plan.endpoints.map { ($0.method, $0.path) })
    }

    /// The endpoint of a request, by its index, and the values of its path's parameters; nil if there is none, or if the path has a
    /// defect.
    package func endpoint(for method: HTTPRequest.Method, path: Substring) -> (index: Int, parameters: [String])? {
        guard let path = try? DecodedPath(path), case .endpoint(let index, let parameters) = match(method, path) else {
            return nil
        }
        return (index, parameters)
    }

    /// Looks for the endpoint of a request.
    package func match(_ method: HTTPRequest.Method, _ path: DecodedPath) -> Match {
        var search = Search(method: method, path: path)
        if let endpoint = find(from: 0, depth: 0, &search) {
            return .endpoint(
                endpoint,
                parameters: search.parameters.map { path.text($0.segment, from: $0.prefix, dropping: $0.suffix) })
        }
        return search.otherMethods.isEmpty ? .notFound : .otherMethods(search.otherMethods)
    }

    private struct Search {
        let method: HTTPRequest.Method
        let path: DecodedPath
        /// The segments that hold parameters on the way here, and how many bytes of literal text stand around them.
        var parameters: [(segment: Int, prefix: Int, suffix: Int)] = []
        var otherMethods: [HTTPRequest.Method] = []
    }

    /// Each node is visited at most once, for there is one way to it: the work is bounded by the size of the tree.
    private func find(from index: Int, depth: Int, _ search: inout Search) -> Int? {
        let node = nodes[index]
        guard depth < search.path.count else { return endpoint(at: node, &search) }
        let segment = search.path[depth]
        if let next = child(of: node, segment), let found = find(from: next, depth: depth + 1, &search) { return found }
        for place in node.parameters {
            let parameter = parameters[place]
            guard fits(segment, parameter) else { continue }
            search.parameters.append((depth, parameter.prefix.count, parameter.suffix.count))
            if let found = find(from: parameter.node, depth: depth + 1, &search) { return found }
            search.parameters.removeLast()
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
            if edge.text[...] == segment { return edge.node }
            range = Self.precedes(edge.text[...], segment) ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }

    private mutating func flatten(_ tree: RouteTree) -> Int {
        let index = nodes.count
        nodes.append(Node())
        let firstEndpoint = endpoints.count
        endpoints += tree.endpoints
        nodes[index].endpoints = firstEndpoint..<endpoints.count
        let literals = tree.literals.sorted { Self.precedes($0.text[...], $1.text[...]) }
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

    private mutating func append(_ affix: [UInt8]) -> Range<Int> {
        affixes += affix
        return (affixes.count - affix.count)..<affixes.count
    }

    /// Shorter first, then by bytes: two segments of different length are told apart without reading them.
    private static func precedes(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
    }
}
