/// The limits within which a document is accepted.
package struct JSONLimits: Sendable {
    /// How many arrays and objects may be open at once; `[[]]` has depth 2.
    package var depth: Int

    /// Limits with the given depth.
    package init(depth: Int = 128) {
        self.depth = depth
    }

    /// What Tutti allows everywhere: a depth of 128.
    package static let standard = JSONLimits()
}
