internal import HTTPTypes
internal import TuttiEngine

extension ComposedAnswer {
    /// The answer of a problem that the listener itself has found.
    init(_ problem: ProblemDetails, requestID: String, fields: [HTTPField] = []) {
        self.init(
            status: problem.status,
            fields: [
                HTTPField(name: .contentType, value: ProblemDetails.contentType),
                HTTPField(name: .cacheControl, value: "no-store"),
            ] + fields,
            body: problem.body(requestID: requestID), calls: [])
    }

    /// The answer of a refusal.
    init(_ refusal: Refusal, requestID: String) {
        var fields: [HTTPField] = []
        if let allow = refusal.allow { fields.append(HTTPField(name: .allow, value: allow)) }
        self.init(refusal.problem, requestID: requestID, fields: fields)
    }
}
