internal import Synchronization
internal import TuttiYAML

/// One composition file as it was read, and its lines.
final class SourceFile: Sendable {
    /// Relative to the folder that was loaded.
    let name: String
    /// UTF-8, without a byte order mark.
    let bytes: [UInt8]
    /// Whether it has hashes, or by mistake what they are of: diagnostics show none of its lines.
    let isSecret: Bool

    /// Where each line stands in the bytes, without its end.
    private let lineRanges: [Range<Int>]
    /// Those that were asked for: of a file without mistakes, few are.
    private let lines: Mutex<[SourceLine?]>

    init(name: String, text: String, isSecret: Bool = false) {
        self.name = name
        self.isSecret = isSecret
        let bytes = Array(text.utf8)
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        lineRanges = Self.lineRanges(of: self.bytes)
        lines = Mutex(Array(repeating: nil, count: lineRanges.count))
    }

    /// The whole file, where no line of it is meant.
    var span: SourceSpan { SourceSpan(file: self, line: 1, column: 0, length: 0) }

    /// How many lines there are; one at least.
    var lineCount: Int { lineRanges.count }

    /// A line, counted from 1; an empty one past the end.
    func line(_ number: Int) -> SourceLine {
        guard let range = range(ofLine: number) else { return SourceLine("") }
        return lines.withLock { known in
            if let line = known[number - 1] { return line }
            let line = SourceLine(String(decoding: bytes[range], as: UTF8.self))
            known[number - 1] = line
            return line
        }
    }

    /// Whether a line begins with these bytes.
    func line(_ number: Int, beginsWith prefix: StaticString) -> Bool {
        guard let range = range(ofLine: number) else { return false }
        return bytes[range].starts(with: prefix.description.utf8)
    }

    /// The bytes of a line, counted from 1; nil past the end.
    func range(ofLine number: Int) -> Range<Int>? {
        lineRanges.indices.contains(number - 1) ? lineRanges[number - 1] : nil
    }

    /// The place of a byte.
    func mark(ofOffset offset: Int) -> YAMLMark {
        var (low, high) = (0, lineRanges.count)
        while low < high {
            let middle = (low + high) / 2
            if lineRanges[middle].lowerBound <= offset { low = middle + 1 } else { high = middle }
        }
        guard let range = range(ofLine: low) else { return YAMLMark(line: 1, column: 0) }
        // Each scalar has one byte that is no continuation of it.
        let column = bytes[range.lowerBound..<min(max(offset, range.lowerBound), range.upperBound)]
            .count { $0 & 0xC0 != 0x80 }
        return YAMLMark(line: low, column: column)
    }

    /// YAML 1.1 breaks lines, besides CR and LF, at NEL, LS and PS (section 4.2), and libyaml does so too.
    static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    private static func lineRanges(of bytes: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        let span = bytes.span
        var (start, index) = (0, 0)
        while index < span.count {
            guard mayBreak(span[index]) else {
                index += 1
                continue
            }
            let width = breakWidth(in: bytes, at: index)
            if width > 0 {
                ranges.append(start..<index)
                start = index + width
            }
            index += max(width, 1)
        }
        ranges.append(start..<bytes.count)
        return ranges
    }

    /// Whether a line's end may begin with a byte.
    private static func mayBreak(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte >= 0xC2
    }

    /// The bytes of a line's end, as ``isBreak(_:)`` knows them; 0 where there is none.
    private static func breakWidth(in bytes: [UInt8], at index: Int) -> Int {
        switch bytes[index] {
        case UInt8(ascii: "\n"): 1
        case UInt8(ascii: "\r"): bytes[index...].starts(with: "\r\n".utf8) ? 2 : 1
        case 0xC2: bytes[index...].starts(with: "\u{85}".utf8) ? 2 : 0
        case 0xE2:
            bytes[index...].starts(with: "\u{2028}".utf8) || bytes[index...].starts(with: "\u{2029}".utf8) ? 3 : 0
        default: 0
        }
    }
}
