internal import TuttiJSON

/// Takes an expression apart into tokens.
struct Lexer {
    let source: [UInt8]
    var position = 0

    init(_ source: [UInt8]) {
        self.source = source
    }

    /// All tokens of the source; the last one is the end.
    mutating func tokens() throws(ExpressionSyntaxError) -> [Token] {
        var tokens: [Token] = []
        tokens.reserveCapacity(source.count / 3 + 2)
        while let byte = byte(at: position) {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: tokens.append(try token(startingWith: byte))
            }
        }
        tokens.append(Token(kind: .end, range: source.count..<source.count))
        return tokens
    }

    func byte(at position: Int) -> UInt8? {
        position < source.count ? source[position] : nil
    }

    private mutating func token(startingWith byte: UInt8) throws(ExpressionSyntaxError) -> Token {
        let start = position
        let kind: Token.Kind
        switch byte {
        case UInt8(ascii: "'"): kind = try .literal(.string(rawString()))
        case UInt8(ascii: "`"): kind = try .literal(jsonLiteral())
        case UInt8(ascii: "\""): kind = try .quoted(quotedIdentifier())
        case UInt8(ascii: "$"):
            position += 1
            if let next = self.byte(at: position), Self.startsIdentifier(next) {
                kind = .variable(identifier())
            } else {
                kind = .sign(.dollar)
            }
        case UInt8(ascii: "0")...UInt8(ascii: "9"): kind = try .number(number())
        case UInt8(ascii: "-"):
            if let next = self.byte(at: position + 1), (0x30...0x39).contains(next) {
                kind = try .number(number())
            } else {
                kind = try .sign(sign())
            }
        default: kind = Self.startsIdentifier(byte) ? .identifier(identifier()) : .sign(try sign())
        }
        return Token(kind: kind, range: start..<position)
    }

    private mutating func identifier() -> String {
        let start = position
        while let byte = byte(at: position), Self.startsIdentifier(byte) || (0x30...0x39).contains(byte) {
            position += 1
        }
        return String(decoding: source[start..<position], as: UTF8.self)
    }

    private mutating func number() throws(ExpressionSyntaxError) -> Int {
        let start = position
        position += 1
        while let byte = byte(at: position), (0x30...0x39).contains(byte) { position += 1 }
        guard let number = Int(String(decoding: source[start..<position], as: UTF8.self)) else {
            throw ExpressionSyntaxError("this number is too large for a position in an array", at: start..<position)
        }
        return number
    }

    static func startsIdentifier(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
