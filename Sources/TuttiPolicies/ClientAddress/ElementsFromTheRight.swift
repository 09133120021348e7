/// The elements of a header that each proxy appends to, the last one first; quoted strings are not cut.
///
/// It is cut from its right end: what stands there was written by the proxies that are nearest, and must not depend on what somebody far
/// away has written in front of it, an open quotation mark for instance.
struct ElementsFromTheRight: Sequence, IteratorProtocol {
    private var lines: ArraySlice<String>
    private var rest: Substring?

    /// The values of all headers of that name, in order.
    init(_ values: [String]) {
        lines = values[...]
    }

    mutating func next() -> Substring? {
        while true {
            guard let line = rest ?? lines.popLast().map({ $0[...] }) else { return nil }
            let start = Self.lastElement(of: line.utf8)
            let element = ASCII.trimmed(line[start...])
            // In front of the start is a comma, unless it is the line's beginning.
            rest = start == line.startIndex ? nil : line[..<line.utf8.index(before: start)]
            if !element.isEmpty { return element }
        }
    }

    /// Where the last element begins.
    private static func lastElement(of line: Substring.UTF8View) -> Substring.Index {
        var index = line.endIndex
        var isQuoted = false
        while index > line.startIndex {
            let after = index
            index = line.index(before: index)
            switch line[index] {
            case UInt8(ascii: "\""):
                // Seen from the right the first one closes; the one that opens has no backslash in front, or an even number of them.
                isQuoted = !isQuoted || backslashes(before: index, of: line) % 2 == 1
            case UInt8(ascii: ",") where !isQuoted: return after
            default: break
            }
        }
        return line.startIndex
    }

    private static func backslashes(before end: Substring.Index, of line: Substring.UTF8View) -> Int {
        var count = 0
        var index = end
        while index > line.startIndex {
            index = line.index(before: index)
            guard line[index] == UInt8(ascii: "\\") else { break }
            count += 1
        }
        return count
    }
}
