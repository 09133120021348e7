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

    private static func startsIdentifier(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

extension Lexer {
    /// `'text'`: only `\'` and `\\` are escapes, every other backslash stays.
    private mutating func rawString() throws(ExpressionSyntaxError) -> String {
        let body = try quoted(
            "'", unclosed: "text in single quotes is not closed", help: "put a `'` at its end")
        return String(decoding: unescaped(body, escapable: [UInt8(ascii: "'"), UInt8(ascii: "\\")]), as: UTF8.self)
    }

    /// `"name"`: a JSON string.
    private mutating func quotedIdentifier() throws(ExpressionSyntaxError) -> String {
        let start = position
        _ = try quoted("\"", unclosed: "a name in double quotes is not closed", help: "put a `\"` at its end")
        guard let document = try? JSONDocument(parsing: Array(source[start..<position])),
            let name = document.root.string
        else {
            throw ExpressionSyntaxError(
                "a name in double quotes follows the rules of JSON strings, and this one doesn't",
                help: "a backslash is `\\\\`", at: start..<position)
        }
        return name
    }

    /// JSON between backticks, in which `` \` `` stands for a backtick.
    private mutating func jsonLiteral() throws(ExpressionSyntaxError) -> JSONValue {
        let start = position
        let body = try quoted("`", unclosed: "a JSON literal is not closed", help: "put a backtick at its end")
        let json = unescaped(body, escapable: [UInt8(ascii: "`")])
        guard let document = try? JSONDocument(parsing: json) else {
            let text = String(decoding: json.prefix(40), as: UTF8.self) + (json.count > 40 ? "…" : "")
            let isQuoted = text.hasPrefix("'") && text.hasSuffix("'") && text.utf8.count > 1
            guard !text.isEmpty else {
                throw ExpressionSyntaxError(
                    "between the backticks a JSON value is missing", help: "empty text is written ''",
                    at: start..<position)
            }
            guard !text.contains("${") else {
                throw ExpressionSyntaxError(
                    "what is between backticks is JSON, and holds no `${`",
                    help: "text is put together by `join('', ['Hello ', user.name])`", at: start..<position)
            }
            throw ExpressionSyntaxError(
                "what is between backticks must be JSON, and `\(text)` isn't",
                help: "text is written " + (isQuoted ? "\(text), without backticks" : "'\(text)'")
                    + (text.contains(".") && !isQuoted ? "; a path is written without quotes or backticks" : ""),
                at: start..<position)
        }
        return .node(document.root)
    }

    /// Moves past a quoted run and gives what is inside; a backslash takes the next byte with it.
    private mutating func quoted(
        _ quote: Unicode.Scalar, unclosed message: String, help: String
    ) throws(ExpressionSyntaxError) -> ArraySlice<UInt8> {
        let start = position
        position += 1
        while let byte = byte(at: position) {
            if byte == UInt8(ascii: quote) {
                position += 1
                return source[(start + 1)..<(position - 1)]
            }
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        throw ExpressionSyntaxError(message, help: help, at: start..<(start + 1))
    }

    /// The bytes without the backslashes that stand before one of `escapable`.
    private func unescaped(_ bytes: ArraySlice<UInt8>, escapable: [UInt8]) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "\\")) else { return Array(bytes) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let next = index + 1
            if bytes[index] == UInt8(ascii: "\\"), next < bytes.endIndex {
                // A backslash that escapes nothing stays, together with what it stands before.
                if !escapable.contains(bytes[next]) { result.append(bytes[index]) }
                result.append(bytes[next])
                index += 2
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    // MARK: - Signs

    /// The longest sign at the position.
    mutating func sign() throws(ExpressionSyntaxError) -> Token.Sign {
        let start = position
        // The signs outside ASCII are of two or three bytes; the longest ASCII ones are of two.
        let next = source[start..<min(start + 3, source.count)]
        if let found = Self.typographic.first(where: { next.starts(with: $0.bytes) }) {
            position += found.bytes.count
            return found.sign
        }
        for length in [2, 1] where next.count >= length {
            if let sign = Token.Sign(rawValue: String(decoding: next.prefix(length), as: UTF8.self)) {
                position += length
                return sign
            }
        }
        throw unexpectedCharacter()
    }

    /// The ways to write a sign that JMESPath Community takes besides the ASCII one.
    private static let typographic: [(bytes: [UInt8], sign: Token.Sign)] = [
        (Array("×".utf8), .times), (Array("÷".utf8), .divide), (Array("−".utf8), .minus),
    ]

    /// Characters that get into a file when text is pasted, and that nobody sees.
    private static let invisible: Set<Unicode.Scalar> = [
        "\u{A0}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}", "\u{202F}", "\u{3000}",
    ]

    /// The error for a character that begins no token; its range covers all bytes of the character.
    private func unexpectedCharacter() -> ExpressionSyntaxError {
        let rest = String(decoding: source[position..<min(position + 16, source.count)], as: UTF8.self)
        let character = rest.unicodeScalars.first.map { Character($0) } ?? " "
        let range = position..<min(position + character.utf8.count, source.count)
        if let scalar = character.unicodeScalars.first, Self.invisible.contains(scalar) {
            let code = String(scalar.value, radix: 16, uppercase: true)
            return ExpressionSyntaxError(
                "an invisible character, U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code), stands here",
                help: "remove it; white space is written with spaces", at: range)
        }
        let help: String? =
            switch character {
            case "#", ";", "\\", "~", "^": "a name with such signs stands in double quotes: \"a\(character)b\""
            case "‘", "’": "text stands in straight quotes: 'text'"
            case "“", "”": "a name stands in straight quotes: \"name\""
            case "≠": "write `!=`"
            case "≤": "write `<=`"
            case "≥": "write `>=`"
            default:
                character.isASCII ? nil : "a name with letters beyond a to z stands in double quotes: \"\(character)\""
            }
        let shown =
            character.isASCII && !(0x20...0x7E).contains(character.asciiValue ?? 0)
            ? "a control character" : "`\(character)`"
        return ExpressionSyntaxError("\(shown) has no meaning here", help: help, at: range)
    }
}
