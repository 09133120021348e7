internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// The `respond` of a route, with everything computed that does not depend on a request.
struct PreparedFixedResponse: Sendable {
    private enum Body: Sendable {
        case none
        case text([UInt8])
        case json(PreparedResponse)
    }

    private let status: Int
    private let body: Body

    /// The response of a route.
    init(_ plan: FixedResponse) {
        status = plan.status
        body =
            switch plan.body {
            case nil: .none
            case .text(let text): .text(Array(text.utf8))
            case .json(let template): .json(PreparedResponse(template))
            }
    }

    /// The response to a request; as in an endpoint, null stands for what can't be computed.
    func response(in scope: Scope) -> ComposedResponse {
        switch body {
        case .none:
            return ComposedResponse(status: status, headers: [], body: [], calls: [])
        case .text(let bytes):
            return ComposedResponse(
                status: status, headers: [HTTPField(name: .contentType, value: "text/plain; charset=utf-8")],
                body: bytes, calls: [])
        case .json(let response):
            var writer = JSONWriter(reserving: 256)
            var values = PreparedResponse.Values(scope: scope, fallbacks: [])
            response.write(&values, to: &writer)
            return ComposedResponse(
                status: status, headers: [.jsonContent], content: writer.spliced, calls: [],
                responseFailures: values.failures.map {
                    $0.pointer.tokens.isEmpty ? $0.message : "\($0.pointer): \($0.message)"
                })
        }
    }
}
