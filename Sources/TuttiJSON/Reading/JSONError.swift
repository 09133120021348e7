/// Why bytes are not a JSON document that Tutti accepts, and where.
package struct JSONError: Error, Equatable {
    /// The kinds of defect, with a short label each (`rawValue`) that is fit for a metric.
    package enum Code: String, Sendable, CaseIterable {
        case noValue = "no_value"
        case unexpectedEnd = "unexpected_end"
        case unexpectedByte = "unexpected_byte"
        case trailingBytes = "trailing_bytes"
        case invalidNumber = "invalid_number"
        case controlCharacter = "control_character"
        case invalidEscape = "invalid_escape"
        case invalidUTF8 = "invalid_utf8"
        case tooDeep = "too_deep"
        case tooLarge = "too_large"
    }

    /// What kind of defect it is.
    package let code: Code

    /// What is wrong, in words, without the place.
    package let message: String

    /// Where it is wrong: bytes before the first byte that can't stand.
    package let offset: Int

    /// The line and column of the defect, both counted from 1; a column is a Unicode scalar.
    ///
    /// `bytes` are those of the refused document. Where there are fewer than `offset`, the place is their end.
    package func position(in bytes: [UInt8]) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }
}
