package import TuttiEngine
package import TuttiJSON
package import TuttiPlan

/// The responses of an endpoint when calls fail: each one by itself, and each two together.
package struct FailureMatrix: Sendable {
    /// `GET /profile/{id}`.
    package var endpoint: String
    /// Where the endpoint stands.
    package var position: SourcePosition
    /// The test in which all is well; nil when there is none, and then nothing was run.
    package var scenario: Scenario?
    /// One run for each call and each pair of calls.
    package var runs: [Run]

    /// The test that the runs go out from.
    package struct Scenario: Sendable {
        /// Its name.
        package var name: String
        /// Where it stands.
        package var position: SourcePosition
    }

    /// The response with some calls failing.
    package struct Run: Sendable {
        /// The calls of which every request fails.
        package var failing: [String]
        /// The status of the response.
        package var status: Int
        /// Whether it is a problem response (RFC 9457).
        package var isProblem: Bool
        /// What is otherwise than when all is well, of the parts of the response that show a call that failed.
        package var effects: [Effect]
        /// Other calls that did not come to a result of their own, and how they ended.
        package var others: [(call: String, outcome: String)]
        /// The calls that were taken back, or could not be.
        package var undos: [(call: String, end: UndoEnd)] = []
        /// Members that tests list under `required` and that are gone from a response that is no problem.
        package var vanished: [JSONPointer]
        /// The body of the response; nil for a problem.
        package var body: JSONValue?
    }

    /// A part of the response that is otherwise than when all is well.
    package struct Effect: Sendable, Hashable {
        /// How it is.
        package enum Kind: String, Sendable {
            /// Null or not there.
            case missing
            /// A fallback is shown.
            case fallback = "fallback"
            /// There, with another value.
            case changed
        }

        /// The part.
        package var pointer: JSONPointer
        /// How it is.
        package var kind: Kind
    }

    /// Whether some required member has vanished.
    package var hasVanishedMembers: Bool { runs.contains { !$0.vanished.isEmpty } }
}
