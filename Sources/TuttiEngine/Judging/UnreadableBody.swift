package import TuttiPlan

/// Why a service's body can't be read.
package struct UnreadableBody: Error {
    /// The reason with which the call fails.
    package let reason: FailureReason
    /// What is wrong with the body, and where.
    package let message: String

    init(_ reason: FailureReason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    static func tooLarge(_ bound: Int) -> UnreadableBody {
        UnreadableBody(.tooLarge, "as UTF-8 the body has more than the \(bound) bytes that it may have")
    }

    /// The message counts bytes from 1.
    static func notUTF8(_ offset: Int, _ reason: FailureReason) -> UnreadableBody {
        UnreadableBody(
            reason, "the body stops being UTF-8 at byte \(offset + 1), and its Content-Type names no other charset")
    }

    static func notUTF16(_ offset: Int) -> UnreadableBody {
        UnreadableBody(.badResponse, "the body is not UTF-16, as its Content-Type says: byte \(offset + 1)")
    }
}
