internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiPlan

/// What the expressions of one endpoint or route may read, and what they do read.
final class EndpointScope {
    /// Whose expressions they are.
    let owner: DocumentKind
    /// The calls, in declared order; a route has none.
    let callNames: [String]
    /// The values under names, in declared order; their uses have the numbers behind those of the calls.
    let letNames: [String]
    /// ``ScopeName`` slots, then the calls, then the values under names.
    let layout: ScopeLayout
    /// The parameters of the path; nil when the path could not be read.
    let parameters: Set<String>?
    /// What `env` of `gateway.yaml` lists; nil when that could not be read.
    let environmentNames: Set<String>?
    /// Why `claims` is always null; nil where clients may show who they are.
    var lackOfClaims: (message: String, help: String)?

    /// Whether no client shows a token that services could get.
    var lacksToken = false

    /// The names other than calls that are read.
    var reads: Set<ScopeName> = []
    /// The members of these names that are read.
    var readParameters = ReadParameters()
    /// The parameters of the query that must be text, since something looks into them.
    var textOfQuery = ReadParameters.Names()
    /// The headers of responses that are read through `meta`, by the call's index.
    var readHeaders: [Int: Set<HTTPField.Name>] = [:]
    /// Where a call's name is read of another value than the document, by the call's index: `products` in
    /// `orders[].{p: products}`.
    var innerReads: [Int: SourceSpan] = [:]
    /// The parameters of the path that are read.
    var usedParameters: Set<String> = []
    /// Whether a part of the document could not be read at all: then nothing is reported as unused.
    var isUnreadable = false
    /// The words of what has a mistake: what they name may be used there.
    private var mentioned: Set<String> = []
    /// The expressions that were compiled, in the order of the file.
    var compiled: [CompiledExpression] = []

    /// The names that are read and that nothing has, in the order in which they were found.
    private(set) var unknownNames: [UnknownName] = []

    /// A name that is read and that nothing has: it makes one diagnostic, however often it is read.
    struct UnknownName {
        let name: String
        let help: String
        /// Where it is read, the first places of many.
        var spans: [SourceSpan]
        /// How many more places there are.
        var further = 0
    }

    /// More notes than this help nobody.
    private static let spanLimit = 20
    private var unknownPlaces: [String: Int] = [:]

    init(
        owner: DocumentKind, callNames: [String], letNames: [String] = [], hasRefusals: Bool = false,
        parameters: [String]?,
        environmentNames: Set<String>?
    ) {
        self.owner = owner
        self.callNames = callNames
        self.letNames = letNames
        self.layout = ScopeLayout(
            names: ScopeName.allCases.sorted { $0.slot < $1.slot }.map(\.rawValue) + callNames + letNames
                + (hasRefusals ? [RefusalPolicy.errorName] : []))
        self.parameters = parameters.map(Set.init)
        self.environmentNames = environmentNames
    }

    /// Whether a call or a parameter may be named in what has a mistake, mistyped or not.
    func mayBeMentioned(_ name: String) -> Bool {
        isUnreadable || mentioned.contains(name) || mentioned.contains { NearestName.to($0, among: [name]) != nil }
    }

    /// Notes that something has a mistake: each word of it may be a name that is read.
    func mention(_ text: String) {
        for word in text.utf8.split(whereSeparator: { !Identifier.continues($0) }) {
            guard mentioned.count < Self.wordLimit else {
                isUnreadable = true
                return
            }
            mentioned.insert(String(Substring(word)))
        }
    }

    /// Notes that a node has a mistake.
    func mention(_ node: YAMLNode) {
        switch node.content {
        // What its variables hold is not known.
        case .scalar(let scalar) where scalar.isBroken: isUnreadable = true
        case .scalar(let scalar): mention(scalar.text)
        case .sequence(let elements): elements.forEach(mention)
        case .mapping(let members): members.forEach { mention($0.value) }
        }
    }

    /// With more words than this, anything may be among them.
    private static let wordLimit = 2_000

    /// Notes one place at which such a name is read.
    func addUnknown(_ name: String, at span: SourceSpan, help: String) {
        if let index = unknownPlaces[name] {
            if unknownNames[index].spans.count < Self.spanLimit {
                unknownNames[index].spans.append(span)
            } else {
                unknownNames[index].further += 1
            }
        } else {
            unknownPlaces[name] = unknownNames.count
            unknownNames.append(UnknownName(name: name, help: help, spans: [span]))
        }
    }

    /// Forgets the unknown names behind the first ones, and returns them.
    func takeUnknownNames(from count: Int) -> [UnknownName] {
        let taken = Array(unknownNames.dropFirst(count))
        for unknown in taken { unknownPlaces[unknown.name] = nil }
        unknownNames.removeLast(taken.count)
        return taken
    }

    /// Reports the unknown names, each at its first place with notes at the others.
    func reportUnknownNames(to diagnostics: DiagnosticCollector) {
        for unknown in unknownNames {
            guard let first = unknown.spans.first else { continue }
            var related = unknown.spans.dropFirst().map { ("and here", $0) }
            if unknown.further > 0, let last = related.popLast() {
                related.append(("and here, and in \(unknown.further) more places", last.1))
            }
            diagnostics.error(
                .unknownName, at: first, "there is nothing called `\(unknown.name)`", help: unknown.help,
                related: related)
        }
    }

    /// The names that any expression may read, for suggestions.
    var allNames: [String] {
        callNames + letNames + ScopeName.allCases.filter { $0 != .each && holds($0) }.map(\.rawValue)
    }

    /// The number of a call, or of a value under a name behind them, in uses; nil for any other name.
    func index(of name: String) -> Int? {
        callNames.firstIndex(of: name) ?? letNames.firstIndex(of: name).map { callNames.count + $0 }
    }

    /// Whether a name holds something here: the body of a request to a route isn't known when it is routed, and a route has no calls; the
    /// same goes for limits.
    ///
    /// To a check, `body` is that of the response, and there is no request of a client.
    func holds(_ name: ScopeName) -> Bool {
        if owner == .check { return name == .body }
        return (name != .claims || lackOfClaims == nil)
            && (owner == .endpoint || ![.body, .meta, .each].contains(name))
    }
}
