internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

extension TextTemplate {
    /// The text when it has no placeholder.
    var constantText: String? {
        var text = ""
        for part in parts {
            guard case .literal(let piece) = part else { return nil }
            text += piece
        }
        return text
    }

    /// The text as the value of a header; nil, and the field is not sent, where a placeholder is null.
    ///
    /// Control characters other than a tab are refused (RFC 9110, 5.5).
    func fieldValue(in scope: Scope) throws(RenderingFailure) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let piece):
                text += piece
            case .placeholder(let expression):
                guard let piece = try expression.placeholderTextUnlessNull(in: scope) else { return nil }
                guard !piece.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else {
                    throw RenderingFailure(expression, "holds a control character, which a header can't carry")
                }
                text += piece
            }
        }
        return text
    }
}

extension [CookieTemplate] {
    /// The value of `Cookie` (RFC 6265, 5.4); nil when each of the cookies is null.
    ///
    /// A value holds nothing but cookie octets, with a quote on both sides or none (RFC 6265, 4.1.1): no comma, semicolon,
    /// backslash, white space or control character, so that it can't be two cookies.
    func fieldValue(in scope: Scope) throws(RenderingFailure) -> String? {
        var text = ""
        for cookie in self {
            let value = try cookie.value.evaluate(in: scope)
            if value.isNull { continue }
            guard let part = value.scalarText else {
                throw RenderingFailure("cookie \(cookie.name) is \(value.kind.indefinite)", reading: cookie.value.slots)
            }
            let isQuoted = part.utf8.count > 1 && part.hasPrefix("\"") && part.hasSuffix("\"")
            let octets = isQuoted ? part.utf8.dropFirst().dropLast() : part.utf8[...]
            guard octets.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\",;\\".utf8.contains($0) }) else {
                throw RenderingFailure(
                    "cookie \(cookie.name) holds a character that the value of a cookie can't have",
                    reading: cookie.value.slots)
            }
            if !text.isEmpty { text += "; " }
            text += cookie.name + "=" + part
        }
        return text.isEmpty ? nil : text
    }
}
