internal import TuttiExpressions

/// An expression that has been compiled, and how its parts are found in the file.
struct CompiledExpression {
    let expression: Expression
    /// The call whose `select` it is; nil for any other expression.
    let ownName: String?
    /// The place of a part, given in UTF-8 offsets of the expression.
    let span: (Range<Int>) -> SourceSpan
}
