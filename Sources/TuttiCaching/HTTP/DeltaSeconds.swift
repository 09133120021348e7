internal import TuttiPolicies

/// A number of seconds as caches write it: digits, without a sign (RFC 9111, 1.2.2).
package enum DeltaSeconds {
    /// Larger numbers count as this one: 68 years.
    package static let most: Int64 = 2_147_483_648

    /// Reads a number; nil for what is none.
    package static func read(_ text: some StringProtocol) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy(ASCII.isDigit) else { return nil }
        return Int64(text).map { min($0, most) } ?? most
    }
}
