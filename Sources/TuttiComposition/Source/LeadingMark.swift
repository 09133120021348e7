/// The byte order mark at the start of a scalar, U+FEFF, which is text like any other there.
enum LeadingMark {
    /// Whether a scalar begins with one in the file that its text has not.
    static func isLost(
        in file: SourceFile, at mark: SourceMark, style: YAMLScalar.Style, text: String
    ) -> Bool {
        let line = file.scalars(ofLine: mark.line)
        switch style {
        // At the start of a line libyaml passes over it, and a scalar begins after it.
        case .plain: return line.dropFirst(mark.column).first == "\u{FEFF}"
        case .singleQuoted: return line.dropFirst(mark.column + 1).first == "\u{FEFF}"
        case .doubleQuoted:
            let rest = line.dropFirst(mark.column + 1)
            if rest.first == "\u{FEFF}" { return true }
            let escape = String(String.UnicodeScalarView(rest.prefix(10))).lowercased()
            return escape.hasPrefix("\\ufeff") || escape.hasPrefix("\\u0000feff")
        case .literal, .folded:
            return file.scalars(ofLine: mark.line + 1).first { $0 != " " } == "\u{FEFF}"
        }
    }
}
