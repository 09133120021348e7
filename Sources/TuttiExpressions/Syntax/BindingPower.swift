/// How strongly a sign binds what stands to its left.
///
/// `a | b ? c : d || e && f == g + h * i` groups from the right end inwards. Powers below ``projection`` end a projection:
/// in `a[*].b == c` the whole projection is compared, in `a[*].b[0]` each `b` is indexed.
enum BindingPower: Int, Comparable {
    case lowest
    case pipe
    case conditional
    case or
    case and
    case comparison
    case sum
    case product
    /// What `!`, `-` and `+` bind to their right: everything that is written onto a value, no operator.
    case unary
    case flatten
    /// No sign has it.
    case projection
    case wildcard
    case filter
    case dot
    case bracket

    /// The power of a sign that may follow a value; nil for one that may not.
    init?(of sign: Token.Sign) {
        switch sign {
        case .pipe: self = .pipe
        case .question: self = .conditional
        case .or: self = .or
        case .and: self = .and
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: self = .comparison
        case .plus, .minus: self = .sum
        case .star, .times, .divide, .divideWhole, .remainder: self = .product
        case .flatten: self = .flatten
        case .filter: self = .filter
        case .dot: self = .dot
        case .openBracket: self = .bracket
        case .comma, .colon, .not, .ampersand, .at, .dollar, .assign, .openParenthesis, .closeParenthesis,
            .closeBracket, .openBrace, .closeBrace:
            return nil
        }
    }

    static func < (left: BindingPower, right: BindingPower) -> Bool {
        left.rawValue < right.rawValue
    }
}
