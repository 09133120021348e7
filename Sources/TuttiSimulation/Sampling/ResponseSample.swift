package import TuttiJSON
package import TuttiPlan

/// A response that an endpoint gives in its tests.
package struct ResponseSample: Sendable {
    /// What was asked.
    package var request: TestRequest
    /// What was answered: a composed response, no problem.
    package var body: JSONValue
    /// Whether every call came to a result of its own.
    package var isWhole: Bool
}
