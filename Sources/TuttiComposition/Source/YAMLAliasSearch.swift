internal import Yams

/// Finds the first alias (`*name`) of a file without ever expanding one.
///
/// Whether a `*` begins an alias or multiplies in an expression only a YAML parser can say. So it is asked about the file with
/// every `*name` renamed to one that no anchor has: an alias then is "undefined", and the first one ends the parsing.
enum YAMLAliasSearch {
    /// Where the first alias stands.
    static func firstAlias(in text: String) -> SourceMark? {
        let scalars = Array(text.unicodeScalars)
        let anchors = Set(names(after: "&", in: scalars).map { String(String.UnicodeScalarView(scalars[$0])) })
        let aliases = names(after: "*", in: scalars)
        guard !anchors.isEmpty, let first = aliases.first else { return nil }
        let letters: [Unicode.Scalar] = ["_", "-"] + (UInt8(ascii: "0")...UInt8(ascii: "z")).map { Unicode.Scalar($0) }
        let free = letters.first { letter in
            isNameScalar(letter) && !anchors.contains { $0.unicodeScalars.allSatisfy { $0 == letter } }
        }
        // Only a file made to defeat this uses every letter so; its first `*name` is as good a place as any.
        guard let free else { return mark(of: first.lowerBound - 1, in: scalars) }
        var renamed = scalars
        for range in aliases {
            for index in range { renamed[index] = free }
        }
        switch YAMLParser.parse(String(String.UnicodeScalarView(renamed))).error {
        case .composer(_, _, let mark, _): return SourceMark(line: mark.line, column: mark.column - 1)
        // Then the aliases after it were not looked at.
        case .duplicatedKeysInMapping: return mark(of: first.lowerBound - 1, in: scalars)
        default: return nil
        }
    }

    private static func names(after sign: Unicode.Scalar, in scalars: [Unicode.Scalar]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for index in scalars.indices where scalars[index] == sign {
            var end = index + 1
            while end < scalars.count, isNameScalar(scalars[end]) { end += 1 }
            if end > index + 1 { ranges.append((index + 1)..<end) }
        }
        return ranges
    }

    /// What libyaml takes for the name of an anchor.
    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "A"..."Z", "a"..."z", "_", "-": true
        default: false
        }
    }

    private static func mark(of index: Int, in scalars: [Unicode.Scalar]) -> SourceMark {
        var (line, column) = (1, 0)
        for (position, scalar) in scalars.prefix(index).enumerated() {
            if SourceFile.isBreak(scalar), !(scalar == "\r" && scalars[position + 1] == "\n") {
                (line, column) = (line + 1, 0)
            } else {
                column += 1
            }
        }
        return SourceMark(line: line, column: column)
    }
}
