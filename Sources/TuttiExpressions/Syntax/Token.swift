internal import TuttiJSON

/// One word or sign of an expression, with its place.
struct Token: Sendable {
    let kind: Kind

    /// Where it stands in the source, in UTF-8 offsets.
    let range: Range<Int>

    enum Kind: Sendable {
        /// `name`: a field, a function, or the words of `let`.
        case identifier(String)
        /// `"name"`: always a field.
        case quoted(String)
        /// `$name`.
        case variable(String)
        /// `'text'`, or JSON between backticks.
        case literal(JSONValue)
        /// A whole number, which only brackets take.
        case number(Int)
        /// A sign.
        case sign(Sign)
        /// The end of the source.
        case end
    }

    /// The signs, each as it is written; where there are two ways, the ASCII one.
    enum Sign: String, Sendable, Hashable, CaseIterable {
        case dot = "."
        case comma = ","
        case colon = ":"
        case question = "?"
        case pipe = "|"
        case or = "||"
        case and = "&&"
        case not = "!"
        case ampersand = "&"
        case at = "@"
        case dollar = "$"
        case assign = "="
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case plus = "+"
        case minus = "-"
        case star = "*"
        /// `×`: a product wherever it stands, where `*` at the start of an expression is the wildcard.
        case times = "×"
        case divide = "/"
        case divideWhole = "//"
        case remainder = "%"
        case openParenthesis = "("
        case closeParenthesis = ")"
        case openBracket = "["
        case closeBracket = "]"
        case openBrace = "{"
        case closeBrace = "}"
        /// `[]`.
        case flatten = "[]"
        /// `[?`.
        case filter = "[?"
    }

    /// How a message names the token.
    var described: String {
        switch kind {
        case .identifier(let name): "`\(name)`"
        case .quoted(let name): "`\"\(name)\"`"
        case .variable(let name): "`$\(name)`"
        case .literal: "a literal"
        case .number(let number): "the number \(number)"
        case .sign(let sign): "`\(sign.rawValue)`"
        case .end: "the end of the expression"
        }
    }

    /// Whether it is this sign.
    func isSign(_ sign: Sign) -> Bool {
        if case .sign(sign) = kind { true } else { false }
    }
}
