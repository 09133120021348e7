internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// The parameters of a request by their types, before ``RequestRules`` ask whether they fit.
///
/// `allow` and `limits` are asked before, and read them as calls do. A text that is none of its type reads as null: the request is
/// refused later, if it isn't before.
final class TypedParameters: Sendable {
    private let path: [(parameter: ParameterPlan, index: Int)]
    private let query: [ParameterPlan]
    private let headers: [ParameterPlan]

    /// Nil where none of what is read has a type.
    init?(_ request: RequestPlan?, path: PathPattern, reads: Set<ScopeName>) {
        guard let request else { return nil }
        let names = path.parameterNames
        self.path = (reads.contains(.path) ? request.path : []).compactMap { parameter in
            names.firstIndex(of: parameter.name).map { (parameter, $0) }
        }
        query = reads.contains(.query) ? request.query : []
        headers = reads.contains(.headers) ? request.headers : []
        if self.path.isEmpty, query.isEmpty, headers.isEmpty { return nil }
    }

    /// Puts them in place of their texts; false where one is none of its type.
    @discardableResult
    func set(in scope: inout Scope, of request: ClientRequest) -> Bool {
        var areReadable = true
        func value(of parameter: ParameterPlan, _ texts: [String]) -> (name: String, value: JSONValue) {
            guard !texts.isEmpty else { return (parameter.name, parameter.standard ?? .null) }
            let used = parameter.isList ? texts[...] : texts.prefix(1)
            let values = used.compactMap(parameter.type.value)
            guard values.count == used.count, let first = values.first else {
                areReadable = false
                return (parameter.name, .null)
            }
            return (parameter.name, parameter.isList ? .array(values) : first)
        }
        let sentInPath = path.filter { $0.index < request.pathParameters.count }
        Self.set(sentInPath.map { value(of: $0.parameter, [request.pathParameters[$0.index]]) }, in: &scope, .path)
        if !query.isEmpty {
            let sent = QueryParameters(request.query).allValues
            Self.set(
                query.map { value(of: $0, sent.member($0.name)?.elements.compactMap(\.string) ?? []) }, in: &scope,
                .query)
        }
        Self.set(headers.map { value(of: $0, Self.texts(of: $0.name, request)) }, in: &scope, .headers)
        return areReadable
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
