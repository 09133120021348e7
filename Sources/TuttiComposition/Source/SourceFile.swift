internal import Synchronization

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
    /// By line, where characters begin in it, in scalars; worked out when it is first asked for.
    private let characterStarts = Mutex<[Int: [Int]]>([:])

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

    /// How many characters of a line begin before a column, which is in scalars from 0.
    ///
    /// Counting anew for each of many places in a long line would take time in proportion to the square of its length.
    func characters(ofLine line: Int, before column: Int) -> Int {
        guard lines.indices.contains(line - 1) else { return 0 }
        // There each scalar is a character of its own.
        guard !areASCII[line - 1] else { return min(max(column, 0), scalarLines[line - 1].count) }
        return characterStarts.withLock { known in
            let starts = known[line] ?? Self.characterStarts(in: lines[line - 1])
            known[line] = starts
            var (low, high) = (0, starts.count)
            while low < high {
                let middle = (low + high) / 2
                if starts[middle] < column { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    private static func characterStarts(in line: String) -> [Int] {
        var starts: [Int] = []
        var offset = 0
        for character in line {
            starts.append(offset)
            offset += character.unicodeScalars.count
        }
        return starts
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
