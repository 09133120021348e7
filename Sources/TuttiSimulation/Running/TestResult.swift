package import TuttiPlan

/// The result of a test.
package struct TestResult: Sendable {
    /// The endpoint or the route: `GET /profile/{id}`.
    package var endpoint: String
    /// The test's name.
    package var name: String
    /// Where the test stands.
    package var position: SourcePosition
    /// The requests of the test, repetitions included, up to the first that failed.
    package var steps: [StepResult]

    /// Whether all was as expected.
    package var passed: Bool { steps.allSatisfy { $0.mismatches.isEmpty } }
}
