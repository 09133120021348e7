internal import TuttiExpressions
internal import TuttiPlan

/// What a request must have so that the required calls can be made: a value in a path must be text, a value in a header can't be
/// an object, and so on.
///
/// A request without it always gets a problem response. So only calls that every request makes are looked at, and of these only
/// values that are used unchanged: `{body.product}`, not `{body.product || 'none'}`.
struct RequestNeeds {
    /// What must be at one place.
    struct Need {
        /// What becomes of the value.
        private(set) var uses: ValueUses = []
        /// What must be in it.
        private(set) var members: [Member] = []

        /// Whether there must be a value.
        var isRequired: Bool { !uses.isDisjoint(with: [.segment, .text]) || members.contains { $0.need.isRequired } }

        /// What the member of that name must be.
        func member(_ name: String) -> Need { members.first { $0.name == name }?.need ?? Need() }

        fileprivate mutating func insert(_ path: ArraySlice<String>, _ use: ValueUses) {
            guard let name = path.first else { return uses.formUnion(use) }
            let place = members.firstIndex { $0.name == name } ?? members.count
            if place == members.count { members.append(Member(name: name, need: Need())) }
            members[place].need.insert(path.dropFirst(), use)
        }
    }

    /// What a member must be.
    struct Member {
        /// Its name.
        let name: String
        /// What it must be.
        fileprivate(set) var need: Need
    }

    /// Of the parameters of the path.
    private(set) var path = Need()
    /// Of the query.
    private(set) var query = Need()
    /// Of the headers.
    private(set) var headers = Need()
    /// Of the cookies.
    private(set) var cookies = Need()
    /// Of the body.
    private(set) var body = Need()

    /// Of an endpoint.
    init(_ endpoint: EndpointPlan) {
        for index in Self.certainCalls(endpoint).sorted() {
            let call = endpoint.calls[index]
            var use = ValueUses.segment
            for part in call.target.parts {
                switch part {
                case .literal(let text): if text.contains("?") { use = .text }
                case .placeholder(let expression): insert(expression, use)
                }
            }
            for part in call.headers.flatMap(\.value.parts) {
                if case .placeholder(let expression) = part { insert(expression, .header) }
            }
            for case .expression(let value) in call.query.map(\.value) { insert(value, .parameter) }
            for case .expression(let value) in call.cookies.map(\.value) { insert(value, .cookie) }
        }
    }

    private mutating func insert(_ expression: Expression, _ use: ValueUses) {
        guard let path = expression.path, !path.members.isEmpty else { return }
        let names = path.members[...]
        switch path.slot {
        case ScopeName.path.slot: self.path.insert(names, use)
        case ScopeName.query.slot: query.insert(names, use)
        case ScopeName.headers.slot: headers.insert(names, use)
        case ScopeName.cookies.slot: cookies.insert(names, use)
        case ScopeName.body.slot: body.insert(names, use)
        default: break
        }
    }

    /// The calls that are made for each request, and whose failure is the response's: required ones, or the only one, and those that
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
