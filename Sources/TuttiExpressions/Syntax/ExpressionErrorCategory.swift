/// The kinds of errors, named as the JMESPath specification names them; `limit` is ours.
package enum ExpressionErrorCategory: String, Sendable, Hashable {
    /// The text is not an expression.
    case syntax

    /// A function does not take a value of this type.
    case invalidType = "invalid-type"

    /// A function does not take this value, or a slice has a step of zero.
    case invalidValue = "invalid-value"

    /// A function was given too many or too few arguments.
    case invalidArity = "invalid-arity"

    /// There is no function of this name.
    case unknownFunction = "unknown-function"

    /// No `let` around the place binds this variable.
    case undefinedVariable = "undefined-variable"

    /// A number was divided by zero, or has, or would have, more digits than are calculated with.
    case notANumber = "not-a-number"

    /// The evaluation took too many steps or made too large a result.
    case limit
}
