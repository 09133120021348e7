package import TuttiPlan
package import TuttiResilience

/// A request to a service in a test, and how it ended.
package struct TestExchange: Sendable {
    /// The name of the call that made it.
    package var call: String
    /// The name of the service.
    package var service: String
    /// Its index in the plan; -1 for a request of no call.
    package var serviceIndex: Int
    /// The method.
    package var method: String
    /// Path and query, without the base path of the instance.
    package var target: String
    /// All headers, `name: value`, names in lower case.
    package var headers: [String]
    /// The body; nil without one.
    package var body: String?
    /// What the script says; nil when it says nothing of the request.
    package var response: ServiceResponse?
    /// From its start to its end, on the clock of the test.
    package var duration: TimeSpan
    /// Whether it was given up before its end.
    package var wasCanceled: Bool
    /// Whether the call's time was over before the response came.
    package var wasLate: Bool

    /// How it ended: a status, or a word.
    package var result: String {
        if wasCanceled { return "given up" }
        if wasLate { return "timeout" }
        switch response?.ending {
        case .response(let status, _, _): return String(status)
        case .failure(let reason): return reason.rawValue
        case nil: return "not in the test"
        }
    }
}
