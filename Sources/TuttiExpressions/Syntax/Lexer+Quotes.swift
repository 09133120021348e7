internal import TuttiJSON

extension Lexer {
    /// `'text'`: only `\'` and `\\` are escapes, every other backslash stays.
    mutating func rawString() throws(ExpressionSyntaxError) -> String {
        let body = try quoted(
            "'", unclosed: "text in single quotes is not closed", help: "put a `'` at its end")
        return String(decoding: unescaped(body, escapable: [UInt8(ascii: "'"), UInt8(ascii: "\\")]), as: UTF8.self)
    }

    /// `"name"`: a JSON string.
    mutating func quotedIdentifier() throws(ExpressionSyntaxError) -> String {
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
    mutating func jsonLiteral() throws(ExpressionSyntaxError) -> JSONValue {
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
                    + (text.contains(".") && !isQuoted ? ", and what is read without backticks" : ""),
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
}
