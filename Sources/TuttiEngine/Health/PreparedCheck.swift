internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// What the checks of a service have in common, prepared once: what is sent, and what a response must be like.
final class PreparedCheck: Sendable {
    /// The most bytes of a response's body.
    static let longestBody = 64 << 10
    /// Who asks.
    static let userAgent = "tutti-health"

    let plan: HealthCheckPlan
    /// What a `GET` says; nil where a check only connects.
    let call: UpstreamCall?
    /// Its target, behind the path of the instance.
    let target: String
    private let expectation: HealthCheckPlan.Expectation

    /// Checks as a plan describes them, of instances of that service.
    init(_ plan: HealthCheckPlan, of service: ServicePlan) {
        self.plan = plan
        switch plan.probe {
        case .tcp: (call, target, expectation) = (nil, "", HealthCheckPlan.Expectation())
        case .get(let target, let expectation):
            var headers = plan.headers
            if !headers.contains(where: { $0.name == .userAgent }) {
                headers.append(HTTPField(name: .userAgent, value: Self.userAgent))
            }
            if let host = service.host { headers.append(HTTPField(name: .host, value: host)) }
            call = UpstreamCall(
                method: .get, label: "a health check", headers: headers, connectTimeout: plan.timeout,
                maximumResponseBytes: Self.longestBody)
            (self.target, self.expectation) = (target, expectation)
        }
    }

    /// What a check has shown.
    enum Finding: Sendable, Equatable {
        /// The instance is well.
        case good
        /// It isn't, for a reason in a few words.
        case failed(String)
        /// Nothing: this side lacked what a check needs, or gave it up.
        case nothing

        /// What the attempt to connect has shown, that ended with a failure or with none.
        init(_ failure: UpstreamFailure?) {
            self =
                switch failure?.reason {
                case nil: .good
                case .overloaded, .canceled: .nothing
                case let reason?: .failed(reason.rawValue)
                }
        }
    }

    /// What the end of a request has shown.
    func finding(_ result: UpstreamResult) -> Finding {
        switch result {
        case .failure(let failure): Finding(failure)
        case .response(let response): finding(response)
        }
    }

    private func finding(_ response: UpstreamResponse) -> Finding {
        guard expectation.statuses.contains(where: { $0.contains(response.status) }) else {
            return .failed("status \(response.status)")
        }
        guard let expression = expectation.body else { return .good }
        guard let document = try? JSONDocument(parsing: response.body) else { return .failed("invalid_json") }
        guard let value = try? expression.evaluate(over: ["body": .node(document.root)]) else {
            return .failed("expression")
        }
        return value.isTruthy ? .good : .failed("unexpected")
    }
}
