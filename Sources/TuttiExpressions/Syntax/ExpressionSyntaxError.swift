/// Why a text is not an expression, and where.
///
/// Besides syntax it covers all that is known before any data: unknown functions, wrong numbers and types of arguments,
/// variables that no `let` binds, parts that fail whatever the data. ``category`` tells them apart.
package struct ExpressionSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of error it is.
    package let category: ExpressionErrorCategory

    /// What was found and what was expected, in plain words.
    package let message: String

    /// What to do, in plain words; nil where the message says it all.
    package let help: String?

    /// Where it is in the source, in UTF-8 offsets; empty at the end of the source.
    package let range: Range<Int>

    init(_ message: String, help: String? = nil, at range: Range<Int>, category: ExpressionErrorCategory = .syntax) {
        self.category = category
        self.message = message
        self.help = help
        self.range = range
    }

    /// The same with this help, if it has none.
    func helped(by help: String?) -> ExpressionSyntaxError {
        ExpressionSyntaxError(message, help: self.help ?? help, at: range, category: category)
    }

    /// Where it starts in the source, in UTF-8 bytes.
    package var offset: Int { range.lowerBound }

    /// The message with its help and its offset.
    package var description: String { message + (help.map { "; \($0)" } ?? "") + " (at offset \(offset))" }
}
