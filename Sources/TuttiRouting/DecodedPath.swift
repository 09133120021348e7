internal import TuttiJSON

/// The path of a request, cut into segments and percent-decoded.
///
/// It is cut first and decoded then: `%2F` stays inside its segment (RFC 3986, 2.4).
package struct DecodedPath {
    /// Why a path is refused.
    package enum Defect: Error, Equatable {
        /// It does not begin with `/`.
        case notAbsolute
        /// A `%` without two hexadecimal digits after it.
        case escape
        /// A segment that isn't UTF-8 once decoded.
        case encoding
        /// A NUL, encoded or not.
        case nul
        /// A segment `.` or `..`: clients resolve these before they send a path (RFC 3986, 5.2.4), and two servers that
        /// resolve them differently are a placeholder in an access rule.
        case dotSegment

        /// The defect in plain words, with what to do.
        package var message: String {
            switch self {
            case .notAbsolute: "The path must begin with '/'."
            case .escape: "The path has a '%' that two hexadecimal digits don't follow; write a percent sign as %25."
            case .encoding: "The path isn't UTF-8 once percent-decoded."
            case .nul: "The path has a NUL character."
            case .dotSegment: "The path has a segment '.' or '..'; resolve it before sending."
            }
        }
    }

    /// The decoded segments one after the other, without slashes between them.
    private var bytes: [UInt8] = []
    /// Where each segment ends in `bytes`.
    private var ends: [Int] = []

    /// Cuts and decodes; `/` has no segments, `/a/` has two, of which the last is empty.
    package init(_ path: Substring) throws(Defect) {
        // A span: a string's own iterator takes four times the instructions.
        let text = path.utf8.span
        guard !text.isEmpty, text[0] == UInt8(ascii: "/") else { throw .notAbsolute }
        bytes.reserveCapacity(text.count)
        ends.reserveCapacity(8)
        var hasHighBytes = false
        var index = 1
        while index < text.count {
            var byte = text[index]
            index += 1
            if byte == UInt8(ascii: "/") {
                ends.append(bytes.count)
                continue
            }
            if byte == UInt8(ascii: "%") {
                guard text.count - index >= 2, let high = HexDigit.value(of: text[index]),
                    let low = HexDigit.value(of: text[index + 1])
                else {
                    throw .escape
                }
                index += 2
                byte = high << 4 | low
            }
            guard byte != 0 else { throw .nul }
            hasHighBytes = hasHighBytes || byte >= 0x80
            bytes.append(byte)
        }
        // A lone `/` has no segments at all, as in `PathPattern`.
        if !(ends.isEmpty && bytes.isEmpty) { ends.append(bytes.count) }
        var start = 0
        for end in ends {
            let dot = UInt8(ascii: ".")
            if end - start == 1 || end - start == 2, bytes[start] == dot, bytes[end - 1] == dot { throw .dotSegment }
            if hasHighBytes, String(validating: bytes[start..<end], as: UTF8.self) == nil { throw .encoding }
            start = end
        }
    }

    /// How many segments there are.
    package var count: Int { ends.count }

    /// The bytes of a segment; empty for an index out of range.
    package subscript(index: Int) -> ArraySlice<UInt8> {
        guard ends.indices.contains(index) else { return [] }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// A segment as text, without so many bytes at its beginning and its end.
    package func text(_ index: Int, from start: Int = 0, dropping end: Int = 0) -> String {
        String(decoding: self[index].dropFirst(start).dropLast(end), as: UTF8.self)
    }

    /// The segments from one on, with slashes between them; empty for an index out of range.
    package func text(ofSegmentsFrom start: Int) -> String {
        guard start < count - 1 else { return text(start) }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + count)
        for index in start..<count {
            if index > start { text.append(UInt8(ascii: "/")) }
            text += self[index]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What is said of a path whose ``simplified`` form is not taken by the same route.
    package static let ambiguity =
        "Without its empty segments, and without what follows ';' in a segment, the path is not that of the same route."

    /// What a service takes the path for that skips empty segments and what follows `;` in a segment; nil if that is the same path.
    package var simplified: DecodedPath? {
        let hasEmpty = (0..<max(count - 1, 0)).contains { self[$0].isEmpty }
        guard hasEmpty || bytes.contains(UInt8(ascii: ";")) else { return nil }
        var simple = self
        simple.bytes = []
        simple.ends = []
        for index in 0..<count {
            let segment = self[index].prefix { $0 != UInt8(ascii: ";") }
            guard !segment.isEmpty || index == count - 1 else { continue }
            simple.bytes += segment
            simple.ends.append(simple.bytes.count)
        }
        // As of a lone `/`.
        if simple.bytes.isEmpty { simple.ends = [] }
        return simple
    }

    /// The same path without its last segment.
    package var withoutLast: DecodedPath {
        var shorter = self
        shorter.ends = Array(ends.dropLast())
        return shorter
    }
}
