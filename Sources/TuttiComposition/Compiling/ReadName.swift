/// Finds two things in the UTF-8 source of an expression that the parser doesn't report: the bare name of a use, and the member after it.
enum ReadName {
    /// `.name` or `."name"` after a name.
    struct Member {
        let name: String
        /// The name without its dot, in UTF-8 offsets.
        let range: Range<Int>
    }

    /// The part of a use that is the name itself: of `$.user` only `user`.
    static func range(of name: String, in bytes: [UInt8], _ use: Range<Int>) -> Range<Int> {
        guard use.upperBound <= bytes.count,
            bytes[use].first == UInt8(ascii: "$") || bytes[use].first == UInt8(ascii: "@")
        else {
            return use
        }
        guard name != "$", name != "@" else { return use.lowerBound..<(use.lowerBound + 1) }
        var start = use.lowerBound + 1
        while start < bytes.count, bytes[start] != UInt8(ascii: "\""), !Identifier.begins(bytes[start]) { start += 1 }
        let end = member(from: start, in: bytes)?.range.upperBound ?? use.upperBound
        return start <= end ? start..<end : use
    }

    /// The member read right after an offset; nil where something else comes: `path`, `path | keys(@)`, `path.*`.
    static func member(after offset: Int, in bytes: [UInt8]) -> Member? {
        var index = skippingSpaces(offset, bytes)
        guard index < bytes.count, bytes[index] == UInt8(ascii: ".") else { return nil }
        index = skippingSpaces(index + 1, bytes)
        guard let member = member(from: index, in: bytes) else { return nil }
        // `path.keys(@)` calls a function.
        let next = skippingSpaces(member.range.upperBound, bytes)
        return next < bytes.count && bytes[next] == UInt8(ascii: "(") ? nil : member
    }

    /// The whole of a name that was written with hyphens, which subtract: `user-agent` for its part `agent`.
    static func hyphenated(_ part: Range<Int>, in bytes: [UInt8]) -> String? {
        func isPart(_ byte: UInt8) -> Bool { Identifier.continues(byte) || byte == UInt8(ascii: "-") }
        guard part.upperBound <= bytes.count, part.lowerBound > 1, bytes[part.lowerBound - 1] == UInt8(ascii: "-"),
            Identifier.continues(bytes[part.lowerBound - 2])
        else { return nil }
        let start = bytes[..<part.lowerBound].lastIndex { !isPart($0) }.map { $0 + 1 } ?? 0
        let end = bytes[part.upperBound...].firstIndex { !isPart($0) } ?? bytes.count
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private static func member(from start: Int, in bytes: [UInt8]) -> Member? {
        guard start < bytes.count else { return nil }
        var end = start
        if bytes[start] == UInt8(ascii: "\"") {
            end += 1
            while end < bytes.count, bytes[end] != UInt8(ascii: "\"") { end += 1 }
            guard end < bytes.count, !bytes[start..<end].contains(UInt8(ascii: "\\")) else { return nil }
            return Member(name: String(decoding: bytes[(start + 1)..<end], as: UTF8.self), range: start..<(end + 1))
        }
        guard Identifier.begins(bytes[start]) else { return nil }
        while end < bytes.count, Identifier.continues(bytes[end]) { end += 1 }
        return Member(name: String(decoding: bytes[start..<end], as: UTF8.self), range: start..<end)
    }

    private static func skippingSpaces(_ offset: Int, _ bytes: [UInt8]) -> Int {
        var index = offset
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
        return index
    }
}
