internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// The parameters of a request by their types, before ``RequestRules`` ask whether they fit.
///
/// `allow` and `limits` of an endpoint are asked before, and read them as calls do. What doesn't fit reads as null: the request is
/// refused later, if it isn't before.
final class TypedParameters: Sendable {
    private let path: [(parameter: ParameterPlan, index: Int)]
    private let query: [ParameterPlan]
    private let headers: [ParameterPlan]

    /// Nil where none of what is read has a type.
    ///
    /// `names` are the members of `query` and `headers` that are read.
    init?(_ request: RequestPlan?, path: PathPattern, reads: Set<ScopeName>, names: ReadParameters) {
        guard let request else { return nil }
        func read(_ parameters: [ParameterPlan], by names: ReadParameters.Names) -> [ParameterPlan] {
            names.isOpen ? parameters : parameters.filter { names.contains($0.name) }
        }
        let pathNames = path.parameterNames
        self.path = (reads.contains(.path) ? request.path : []).compactMap { parameter in
            pathNames.firstIndex(of: parameter.name).map { (parameter, $0) }
        }
        query = reads.contains(.query) ? read(request.query, by: names.query) : []
        headers = reads.contains(.headers) ? read(request.headers, by: names.headers) : []
        if self.path.isEmpty, query.isEmpty, headers.isEmpty { return nil }
    }

    /// Puts them in place of their texts; false where one doesn't fit.
    @discardableResult
    func set(in scope: inout Scope, of request: ClientRequest) -> Bool {
        var fit = true
        func value(of parameter: ParameterPlan, _ texts: [String]) -> (name: String, value: JSONValue)? {
            switch parameter.reading(of: texts) {
            case .value(let value): return (parameter.name, value)
            case .absent: return nil
            case .faults:
                fit = false
                return (parameter.name, .null)
            }
        }
        let sentInPath = path.filter { $0.index < request.pathParameters.count }
        Self.set(
            sentInPath.compactMap { value(of: $0.parameter, [request.pathParameters[$0.index]]) }, in: &scope, .path)
        if !query.isEmpty {
            let sent = QueryParameters(request.query).allValues
            Self.set(
                query.compactMap { value(of: $0, sent.member($0.name)?.elements.compactMap(\.string) ?? []) },
                in: &scope, .query)
        }
        Self.set(headers.compactMap { value(of: $0, Self.texts(of: $0.name, request)) }, in: &scope, .headers)
        return fit
    }

    /// A header's text; repeated headers are one list (RFC 9110, 5.3), as expressions read them.
    static func texts(of header: String, _ request: ClientRequest) -> [String] {
        let lines = request.headers.values(named: header)
        return lines.isEmpty ? [] : [lines.joined(separator: ", ")]
    }

    /// Puts values in place of the members that have their names.
    static func set(_ values: [(name: String, value: JSONValue)], in scope: inout Scope, _ name: ScopeName) {
        guard !values.isEmpty else { return }
        var object = JSONObject(distinct: scope[name.slot].members)
        for (name, value) in values { object[name] = value }
        scope[name.slot] = .object(object)
    }
}
