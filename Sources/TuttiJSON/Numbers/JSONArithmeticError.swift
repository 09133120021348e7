/// Why numbers can't be calculated with.
package enum JSONArithmeticError: Error, Sendable {
    /// A number or the result has more digits than are allowed.
    case tooManyDigits
    /// The exponent of a number or of the result is beyond ± 1,000,000,000.
    case exponentTooLarge
    /// There is no result.
    case divisionByZero
}
