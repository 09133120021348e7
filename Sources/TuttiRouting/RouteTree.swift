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

    /// Literal segments and what follows them.
    private(set) var literals: [(text: [UInt8], tree: RouteTree)] = []
    /// Parameters and what follows them, in the order of their rank.
    private(set) var parameters: [Parameter] = []
    /// The endpoints whose pattern ends here.
    private(set) var endpoints: [(method: HTTPRequest.Method, endpoint: Int)] = []

    /// Puts in an endpoint whose remaining segments these are; of two with the same pattern and method the first stays.
    mutating func insert(_ segments: ArraySlice<PathPattern.Segment>, method: HTTPRequest.Method, endpoint: Int) {
        guard let segment = segments.first else {
            guard !endpoints.contains(where: { $0.method == method }) else { return }
            endpoints.append((method, endpoint))
            return
        }
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
            parameters[index].tree.insert(segments.dropFirst(), method: method, endpoint: endpoint)
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
