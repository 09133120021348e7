package import TuttiEngine
package import TuttiPlan
package import TuttiResilience

/// The result of one request of a test.
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
    /// The requests that services got.
    package var exchanges: [TestExchange]
    /// What was not as expected.
    package var mismatches: [TestMismatch]

    /// The result of a request that a route doesn't take.
    static func notTaken(_ step: TestStep) -> StepResult {
        StepResult(
            step: step, response: nil, duration: .zero, exchanges: [],
            mismatches: [
                TestMismatch(subject: "route", detail: "it does not take this request: its `when` does not hold")
            ])
    }
}
