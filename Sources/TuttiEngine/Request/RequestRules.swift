internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiSchema

/// What an endpoint asks of a client's request (`request` in its file).
///
/// It comes behind all that asks who the client is and how often it may ask, and before the first call.
final class RequestRules: Sendable {
    private let plan: RequestPlan
    private let pathNames: [String]
    private let reads: Set<ScopeName>
    /// Names in the query that are always known.
    private let ownQueryNames: [String]

    /// More faults than this are not told.
    private static let mostFaults = JSONSchema.mostFaults
    /// A name that is told is cut after so many characters.
    private static let longestName = 100

    /// Nil where nothing is asked.
    init?(_ endpoint: EndpointPlan) {
        guard let plan = endpoint.request else { return nil }
        self.plan = plan
        pathNames = endpoint.path.parameterNames
        reads = endpoint.reads
        ownQueryNames = endpoint.allowsFields ? ["fields"] : []
    }

    /// The response to a request that doesn't fit; nil for one that does, of which `scope` then has the parameters by their types.
    func refusal(of request: ClientRequest, in scope: inout Scope) -> ComposedResponse? {
        var faults: [ProblemDetails.RequestFault] = []
        checkPath(request, &scope, &faults)
        checkQuery(request, &scope, &faults)
        checkHeaders(request, &scope, &faults)
        guard faults.isEmpty else {
            return Self.problem(400, "The request's parameters don't fit", faults, request)
        }
        guard let body = plan.body else { return nil }
        guard case .node(let node) = scope[ScopeName.body.slot] else {
            guard plan.bodyIsRequired else { return nil }
            let missing = ProblemDetails.RequestFault(pointer: "", detail: "a body is missing")
            return Self.problem(422, "The request body doesn't fit", [missing], request)
        }
        faults = body.faults(in: node.document).map {
            ProblemDetails.RequestFault(pointer: $0.pointer, detail: $0.detail)
        }
        return faults.isEmpty ? nil : Self.problem(422, "The request body doesn't fit", faults, request)
    }

    private static func problem(
        _ status: Int, _ title: String, _ faults: [ProblemDetails.RequestFault], _ request: ClientRequest
    ) -> ComposedResponse {
        let count = faults.count
        var problem = ProblemDetails(
            status: status, title: title,
            detail: count == 1 ? "`errors` says what is wrong." : "`errors` says what is wrong, in \(count) places.")
        problem.faults = Array(faults.prefix(mostFaults))
        return ComposedResponse(problem, requestID: request.id)
    }
}

extension RequestRules {
    private func checkPath(
        _ request: ClientRequest, _ scope: inout Scope, _ faults: inout [ProblemDetails.RequestFault]
    ) {
        guard !plan.path.isEmpty else { return }
        var values: [(name: String, value: JSONValue)] = []
        for parameter in plan.path {
            guard let index = pathNames.firstIndex(of: parameter.name), index < request.pathParameters.count else {
                continue
            }
            if let value = value(of: parameter, [request.pathParameters[index]], "path", &faults) {
                values.append((parameter.name, value))
            }
        }
        if reads.contains(.path) { TypedParameters.set(values, in: &scope, .path) }
    }

    private func checkQuery(
        _ request: ClientRequest, _ scope: inout Scope, _ faults: inout [ProblemDetails.RequestFault]
    ) {
        guard !plan.query.isEmpty || plan.refusesUnknownQuery else { return }
        let sent = QueryParameters(request.query).allValues
        var values: [(name: String, value: JSONValue)] = []
        for parameter in plan.query {
            let texts = sent.member(parameter.name)?.elements.compactMap(\.string) ?? []
            if let value = value(of: parameter, texts, "query", &faults) { values.append((parameter.name, value)) }
        }
        if reads.contains(.query) { TypedParameters.set(values, in: &scope, .query) }
        guard plan.refusesUnknownQuery else { return }
        for (name, _) in sent.members where faults.count < Self.mostFaults {
            // By bytes, as they are looked up above: Swift holds a composed and a decomposed é to be equal.
            let isKnown = { (known: String) in known == name && known.utf8.elementsEqual(name.utf8) }
            guard !ownQueryNames.contains(where: isKnown), !plan.query.contains(where: { isKnown($0.name) }) else {
                continue
            }
            faults.append(Self.fault("query", name, "is not known here"))
        }
    }

    private func checkHeaders(
        _ request: ClientRequest, _ scope: inout Scope, _ faults: inout [ProblemDetails.RequestFault]
    ) {
        guard !plan.headers.isEmpty else { return }
        var values: [(name: String, value: JSONValue)] = []
        for parameter in plan.headers {
            let texts = TypedParameters.texts(of: parameter.name, request)
            if let value = value(of: parameter, texts, "header", &faults) { values.append((parameter.name, value)) }
        }
        if reads.contains(.headers) { TypedParameters.set(values, in: &scope, .headers) }
    }

    /// The value of a parameter; nil where it is not there, and where it doesn't fit, which is noted.
    private func value(
        of parameter: ParameterPlan, _ texts: [String], _ place: String, _ faults: inout [ProblemDetails.RequestFault]
    ) -> JSONValue? {
        switch parameter.reading(of: texts) {
        case .value(let value): return value
        case .absent: return nil
        case .faults(let details):
            for detail in details where faults.count < Self.mostFaults {
                faults.append(Self.fault(place, parameter.name, detail))
            }
            return nil
        }
    }

    private static func fault(_ place: String, _ name: String, _ detail: String) -> ProblemDetails.RequestFault {
        let scalars = name.unicodeScalars
        let short = scalars.count > longestName ? String(scalars.prefix(longestName)) + "…" : name
        return ProblemDetails.RequestFault(in: place, name: short, detail: detail)
    }
}
