package import TuttiEngine
package import TuttiPlan
package import TuttiResilience

/// What came of a test.
package struct TestResult: Sendable {
    /// `GET /profile/{id}`.
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

/// What came of one request of a test.
package struct StepResult: Sendable {
    /// What was asked and expected.
    package var step: TestStep
    /// Which step of the test it is, from 1; nil when the test has but one.
    package var number: Int?
    /// Which repetition it is, from 1; nil without.
    package var repetition: Int?
    /// The response; nil when there never was one.
    package var response: ComposedResponse?
    /// How long it took, on the clock of the test.
    package var duration: TimeSpan
    /// What the services were asked.
    package var exchanges: [TestExchange]
    /// What was not as expected.
    package var mismatches: [TestMismatch]
}

/// One thing that is not as expected.
package struct TestMismatch: Sendable, Hashable {
    /// What was looked at: `status`, `outcome of orders`, `body /user/name`.
    package var subject: String
    /// What it should be, in words or as JSON; nil when `detail` says all.
    package var expected: String?
    /// What it is.
    package var actual: String?
    /// More to know, or all there is to say.
    package var detail: String?

    /// `expected 200, got 503`.
    package var text: String {
        var parts: [String] = []
        if let expected, let actual { parts.append("expected \(expected), got \(actual)") }
        if let detail { parts.append(detail) }
        return parts.joined(separator: "; ")
    }
}
