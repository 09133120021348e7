package import TuttiJSON
package import TuttiResilience

/// What a test expects of a request; whatever is left out is not compared.
package struct TestExpectation: Sendable {
    /// The status of the response.
    package var status: Int?
    /// The outcome (`fallback`) or the reason (`timeout`) of calls, by name, in the order of the file.
    package var outcomes: [(call: String, word: String)]
    /// The body: members that are not named are not compared; arrays must have the same length.
    package var body: JSONValue?
    /// Headers of the response.
    package var headers: [ExpectedHeader]
    /// What requests calls made.
    package var calls: [ExpectedRequests]
    /// The JSON body that each request of a call had, by its name; compared as ``body`` is.
    package var sent: [(call: String, body: JSONValue)]
    /// The longest time that the response may take.
    package var within: TimeSpan?

    /// An expectation made of its parts.
    package init(
        status: Int? = nil, outcomes: [(call: String, word: String)] = [], body: JSONValue? = nil,
        headers: [ExpectedHeader] = [], calls: [ExpectedRequests] = [],
        sent: [(call: String, body: JSONValue)] = [], within: TimeSpan? = nil
    ) {
        self.status = status
        self.outcomes = outcomes
        self.body = body
        self.headers = headers
        self.calls = calls
        self.sent = sent
        self.within = within
    }

    /// The words for outcomes, and for what came of taking a call back; any other word is a reason.
    package static let outcomeWords = [
        "ok", "cached", "stale", "fallback", "skipped", "failed", "undone", "undo_failed",
    ]
}
