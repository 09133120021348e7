/// Why an expression has no value for this document.
package struct EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of error it is.
    package let category: ExpressionErrorCategory

    /// What went wrong, in plain words.
    package let message: String

    /// The part of the expression that failed, in UTF-8 offsets of its source.
    package let range: Range<Int>

    init(_ category: ExpressionErrorCategory, _ message: String, at range: Range<Int>) {
        self.category = category
        self.message = message
        self.range = range
    }

    /// The message with its category and offset.
    package var description: String { "\(category.rawValue): \(message) (at offset \(range.lowerBound))" }
}
