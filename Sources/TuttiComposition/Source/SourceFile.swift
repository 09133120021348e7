/// One composition file as it was read, and its lines.
final class SourceFile: Sendable {
    /// Relative to the folder that was loaded.
    let name: String
    /// Without a byte order mark.
    let text: String
    /// Parted where libyaml parts them, without their line ends.
    let lines: [String]

    private let scalarLines: [[Unicode.Scalar]]
    private let areASCII: [Bool]

    init(name: String, text: String) {
        self.name = name
        self.text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        self.lines = Self.lines(of: self.text)
        self.scalarLines = lines.map { Array($0.unicodeScalars) }
        self.areASCII = lines.map { $0.utf8.allSatisfy { $0 < 0x80 } }
    }

    /// The whole file, where no line of it is meant.
    var span: SourceSpan { SourceSpan(file: self, line: 1, column: 0, length: 0) }

    /// The scalars of a line, counted from 1; empty past the end.
    func scalars(ofLine line: Int) -> [Unicode.Scalar] {
        scalarLines.indices.contains(line - 1) ? scalarLines[line - 1] : []
    }

    /// Whether each scalar of a line is a character of its own, so that none need be counted.
    func isASCII(line: Int) -> Bool {
        areASCII.indices.contains(line - 1) && areASCII[line - 1]
    }

    /// YAML 1.1 breaks lines, besides CR and LF, at NEL, LS and PS (section 4.2), and libyaml does so too.
    static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    private static func lines(of text: String) -> [String] {
        var lines: [String] = []
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        var index = start
        while index < scalars.endIndex {
            let next = scalars.index(after: index)
            guard isBreak(scalars[index]) else {
                index = next
                continue
            }
            lines.append(String(scalars[start..<index]))
            let isPair = scalars[index] == "\r" && next < scalars.endIndex && scalars[next] == "\n"
            index = isPair ? scalars.index(after: next) : next
            start = index
        }
        lines.append(String(scalars[start...]))
        return lines
    }
}
