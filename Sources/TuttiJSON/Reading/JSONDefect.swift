/// What the indexer found wrong: one case for each message, small enough to be thrown from a hot path.
enum JSONDefect: UInt8, Error {
    case empty
    case tooLarge
    case tooDeep
    case endInValue
    case endInArray
    case endInObject
    case endInString
    case value
    case literal
    case commaOrBracket
    case commaOrBrace
    case name
    case colon
    case trailing
    case leadingZero
    case digitAfterMinus
    case digitAfterPoint
    case digitInExponent
    case control
    case escape
    case hexDigits
    case utf8

    /// The kind that this defect belongs to, and what is said of it.
    var description: (code: JSONError.Code, message: String) {
        switch self {
        case .empty: (.noValue, "there is no JSON value; an empty body is not a document")
        case .tooLarge: (.tooLarge, "the document is larger than 4 GiB - 1 bytes")
        case .tooDeep: (.tooDeep, "arrays and objects are nested too deeply")
        case .endInValue: (.unexpectedEnd, "the document ends where a value should stand")
        case .endInArray: (.unexpectedEnd, "the document ends inside an array")
        case .endInObject: (.unexpectedEnd, "the document ends inside an object")
        case .endInString: (.unexpectedEnd, "the document ends inside a string")
        case .value: (.unexpectedByte, "a value should stand here")
        case .literal: (.unexpectedByte, "the only words are true, false and null")
        case .commaOrBracket: (.unexpectedByte, "a comma or ] should follow an element")
        case .commaOrBrace: (.unexpectedByte, "a comma or } should follow a member")
        case .name: (.unexpectedByte, "a member name in double quotes should stand here")
        case .colon: (.unexpectedByte, "a colon should follow the member name")
        case .trailing: (.trailingBytes, "something follows the document's value")
        case .leadingZero: (.invalidNumber, "a number does not begin with a superfluous zero")
        case .digitAfterMinus: (.invalidNumber, "a digit should follow the minus sign")
        case .digitAfterPoint: (.invalidNumber, "a digit should follow the decimal point")
        case .digitInExponent: (.invalidNumber, "a digit should stand in the exponent")
        case .control: (.controlCharacter, "a control character in a string must be escaped")
        case .escape: (.invalidEscape, "the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four digits")
        case .hexDigits: (.invalidEscape, "four hexadecimal digits should follow \\u")
        case .utf8: (.invalidUTF8, "the string is not valid UTF-8")
        }
    }
}
