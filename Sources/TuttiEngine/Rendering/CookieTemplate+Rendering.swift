package import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

extension [CookieTemplate] {
    /// The value of `Cookie` (RFC 6265, 5.4); nil when each of the cookies is null.
    ///
    /// A value holds nothing but cookie octets, with a quote on both sides or none (RFC 6265, 4.1.1): no comma, semicolon,
    /// backslash, white space or control character, so that it can't be two cookies.
    package func fieldValue(in scope: Scope) throws(RenderingFailure) -> String? {
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
