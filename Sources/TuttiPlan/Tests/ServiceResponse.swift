package import HTTPTypes
package import TuttiJSON
package import TuttiResilience

/// What a service does with one request of a test.
package struct ServiceResponse: Sendable {
    /// How it ends.
    package let ending: Ending
    /// How long it takes; nil is no time, but a timeout takes as long as the call waits.
    package let after: TimeSpan?

    /// A response, or none.
    package enum Ending: Sendable {
        /// A complete response.
        case response(status: Int, headers: [HTTPField], body: Body)
        /// One of ``ServiceResponse/failures``.
        case failure(FailureReason)
    }

    /// What a response holds.
    package enum Body: Sendable {
        /// Nothing.
        case none
        /// This value as JSON.
        case json(JSONValue)
        /// This text as it is.
        case text(String)
    }

    /// The failures of an exchange that a test can ask for.
    package static let failures: [FailureReason] = [.timeout, .reset, .badResponse, .connect, .dns, .tls, .tooLarge]

    /// A response made of its parts.
    package init(_ ending: Ending, after: TimeSpan? = nil) {
        self.ending = ending
        self.after = after
    }

    /// A status without a body.
    package static func status(_ status: Int) -> ServiceResponse {
        ServiceResponse(.response(status: status, headers: [], body: .none))
    }

    /// The failure or the status that a word names: `timeout`, `503`; nil for any other word.
    package init?(word: String) {
        if let reason = Self.failures.first(where: { $0.rawValue == word }) {
            self.init(.failure(reason))
        } else if word.utf8.count == 3, let status = Int(word), (200...599).contains(status) {
            self = .status(status)
        } else {
            return nil
        }
    }
}
