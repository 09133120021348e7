package import TuttiExpressions
package import TuttiPlan

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

    /// The text as the value of a header; nil, and the header is not sent, where a placeholder is null.
    ///
    /// Control characters other than a tab are refused (RFC 9110, 5.5), and in a placeholder of a cookie what would end its value: `;`, and `,`,
    /// at which some recipients split the fields of one name.
    package func fieldValue(in scope: Scope, isCookie: Bool = false) throws(RenderingFailure) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let piece):
                text += piece
            case .placeholder(let expression):
                guard let piece = try expression.placeholderTextUnlessNull(in: scope) else { return nil }
                text += try Self.checked(piece, of: expression)
                if isCookie, piece.utf8.contains(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",") }) {
                    throw RenderingFailure(expression, "holds `;` or `,`, which would end the value of the cookie")
                }
            }
        }
        return text
    }

    /// The text as the values of several fields of one name: where it is one placeholder, a list gives a field for each of its elements that
    /// is not null.
    ///
    /// Of a cookie that is a whole one, with its attributes.
    package func fieldValues(in scope: Scope, isCookie: Bool = false) throws(RenderingFailure) -> [String] {
        guard parts.count == 1, case .placeholder(let expression)? = parts.first else {
            return try fieldValue(in: scope, isCookie: isCookie).map { [$0] } ?? []
        }
        var values: [String] = []
        for piece in try expression.placeholderTextsUnlessNull(in: scope) {
            values.append(try Self.checked(piece, of: expression))
        }
        return values
    }

    private static func checked(_ piece: String, of expression: Expression) throws(RenderingFailure) -> String {
        guard !piece.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else {
            throw RenderingFailure(expression, "holds a control character, which a header can't carry")
        }
        return piece
    }
}
