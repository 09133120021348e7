internal import TuttiExpressions
internal import TuttiPlan

/// What a request must have for the calls to be made that there is no answer without: what stands in a hole of a path, where
/// null, objects and arrays can't.
///
/// Without it the answer is a problem for certain; so it is said only of calls that are made whatever the request is, and only of
/// what is put in as it is: `{body.product}`, not `{body.product || 'none'}`.
struct RequestNeeds {
    /// What must be at one place.
    struct Need {
        /// Whether it is a text, a number or a boolean.
        var isText = false
        /// Whether it becomes a part of a path.
        var isSegment = false
        /// What must be in it.
        private(set) var members: [(name: String, need: Need)] = []

        /// What the member of that name must be; nil if there need not be one.
        func member(_ name: String) -> Need? { members.first { $0.name == name }?.need }

        fileprivate mutating func insert(_ path: ArraySlice<String>, isSegment: Bool) {
            guard let name = path.first else {
                isText = true
                if isSegment { self.isSegment = true }
                return
            }
            let place = members.firstIndex { $0.name == name } ?? members.count
            if place == members.count { members.append((name, Need())) }
            members[place].need.insert(path.dropFirst(), isSegment: isSegment)
        }
    }

    /// Of the query.
    private(set) var query = Need()
    /// Of the header fields.
    private(set) var headers = Need()
    /// Of the cookies.
    private(set) var cookies = Need()
    /// Of the body.
    private(set) var body = Need()

    /// Of an endpoint.
    init(_ endpoint: EndpointPlan) {
        for call in Self.certainCalls(endpoint) { insert(endpoint.calls[call].target) }
    }

    private mutating func insert(_ target: TextTemplate) {
        var isInPath = true
        for part in target.parts {
            switch part {
            case .literal(let text): isInPath = isInPath && !text.contains("?")
            case .hole(let expression):
                guard let path = expression.path, !path.members.isEmpty else { continue }
                let names = path.members[...]
                switch path.slot {
                case ScopeName.query.slot: query.insert(names, isSegment: isInPath)
                case ScopeName.headers.slot: headers.insert(names, isSegment: isInPath)
                case ScopeName.cookies.slot: cookies.insert(names, isSegment: isInPath)
                case ScopeName.body.slot: body.insert(names, isSegment: isInPath)
                default: break
                }
            }
        }
    }

    /// The calls that are made for each request, and whose failure is the answer's: required ones, or the only one, and those that
    /// they can't do without.
    private static func certainCalls(_ endpoint: EndpointPlan) -> Set<Int> {
        let calls = endpoint.calls
        func isMade(_ call: Int) -> Bool {
            calls[call].when == nil && calls[call].each == nil
                && calls[call].inputs.allSatisfy { $0.copesWithNull || isMade($0.call) }
        }
        var open = calls.indices.filter { calls[$0].isRequired || calls.count == 1 }.filter(isMade)
        var certain: Set<Int> = []
        while let call = open.popLast() {
            guard calls[call].canFail, certain.insert(call).inserted else { continue }
            open += calls[call].inputs.filter { !$0.copesWithNull }.map(\.call)
        }
        return certain
    }
}
