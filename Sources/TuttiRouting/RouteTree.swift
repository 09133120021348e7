internal import HTTPTypes
internal import TuttiPlan

/// The tree of path patterns while it is being built; ``Router`` flattens it.
struct RouteTree {
    /// Literal segments and what follows them.
    private(set) var literals: [(text: [UInt8], tree: RouteTree)] = []
    /// What follows a parameter.
    private var parameters: [RouteTree] = []
    /// The endpoints whose pattern ends here.
    private(set) var endpoints: [(method: HTTPRequest.Method, endpoint: Int)] = []

    /// What follows a parameter; nil where no pattern has one.
    var parameter: RouteTree? { parameters.first }

    /// Puts in an endpoint whose remaining segments these are; of two with the same pattern and method the first stays.
    mutating func insert(_ segments: ArraySlice<PathPattern.Segment>, method: HTTPRequest.Method, endpoint: Int) {
        switch segments.first {
        case nil:
            guard !endpoints.contains(where: { $0.method == method }) else { return }
            endpoints.append((method, endpoint))
        case .parameter:
            if parameters.isEmpty { parameters.append(RouteTree()) }
            parameters[0].insert(segments.dropFirst(), method: method, endpoint: endpoint)
        case .literal(let text):
            let bytes = Array(text.utf8)
            let index =
                literals.firstIndex { $0.text == bytes }
                ?? {
                    literals.append((bytes, RouteTree()))
                    return literals.count - 1
                }()
            literals[index].tree.insert(segments.dropFirst(), method: method, endpoint: endpoint)
        }
    }
}
