/// A comparison of something in the document with a text: `meta.pay.outcome == 'ok'`.
package struct TextComparison: Sendable, Equatable {
    /// The slot of the top-level name.
    package let slot: Int
    /// The members that it follows from there.
    package let members: [String]
    /// Whether both are to be the same, or not the same.
    package let isEqual: Bool
    /// The text.
    package let text: String
}
