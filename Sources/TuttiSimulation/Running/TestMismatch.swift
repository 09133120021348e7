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
