/// Why a text is not an expression, and where.
///
/// Besides syntax it covers all that is known before any data: unknown functions, wrong numbers of arguments, variables that
/// no `let` binds. ``category`` tells them apart.
package struct ExpressionSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of error it is.
    package let category: ExpressionErrorCategory

    /// What was found, what was expected, and what to do, in plain words.
    package let message: String

    /// Where it is in the source, in UTF-8 offsets; empty at the end of the source.
    package let range: Range<Int>

    init(_ message: String, at range: Range<Int>, category: ExpressionErrorCategory = .syntax) {
        self.category = category
        self.message = message
        self.range = range
    }

    /// Where it starts in the source, in UTF-8 bytes.
    package var offset: Int { range.lowerBound }

    /// How many UTF-8 bytes a caret should underline; 0 at the end of the source.
    package var length: Int { range.count }

    /// The message with its offset.
    package var description: String { "\(message) (at offset \(offset))" }
}
