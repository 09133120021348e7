/// How a number is rounded to fewer places.
package enum JSONRounding: Sendable {
    /// To the nearest, what is just between two to the one whose last digit is even: 0.125 is 0.12 and 0.135 is 0.14.
    case halfEven
    /// To the nearest, what is just between two away from zero: 0.125 is 0.13.
    case halfUp
    /// Towards minus infinity.
    case down
    /// Towards plus infinity.
    case up

    /// What is added to the digits that are left, those after them cut off.
    ///
    /// - Parameters:
    ///   - isNegative: whether the number is.
    ///   - isOdd: whether the last digit that is left is odd.
    ///   - hasRest: whether what was cut off is more than zeros.
    ///   - toHalf: whether that is less than, just, or more than a half: negative, 0, positive.
    /// - Returns: -1, 0 or 1.
    func step(isNegative: Bool, isOdd: Bool, hasRest: Bool, toHalf: Int) -> Int {
        let away = isNegative ? -1 : 1
        return switch self {
        case .halfEven: toHalf > 0 || toHalf == 0 && isOdd ? away : 0
        case .halfUp: toHalf >= 0 ? away : 0
        case .down: hasRest && isNegative ? -1 : 0
        case .up: hasRest && !isNegative ? 1 : 0
        }
    }
}
