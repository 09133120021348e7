internal import CJSONScan

/// The one validating pass over a document: checks every byte and writes the tape (see `JSONTape`).
///
/// All offsets stay within `0...count`: each read is preceded by a comparison with `count`.
struct JSONIndexer {
    let start: UnsafePointer<UInt8>
    let count: Int

    /// The tape, and how many words there is room for.
    private(set) var tape: UnsafeMutablePointer<UInt64>
    private(set) var capacity: Int

    /// The offset of the defect; set before a `JSONDefect` is thrown.
    private(set) var place = 0

    /// How many words one turn of the loop writes at most: a name and the two of a container.
    private static var wordsInTurn: Int { 3 }

    init(_ bytes: UnsafeBufferPointer<UInt8>, start: UnsafePointer<UInt8>) {
        self.start = start
        count = bytes.count
        capacity = bytes.count / 6 + 8
        tape = .allocate(capacity: capacity)
    }

    /// Indexes the whole document.
    ///
    /// What changes with each token is in locals, which stay in registers; the properties change only in `grow` and `fail`.
    /// While a child is open, the second word of its parent keeps the parent's children (upper half) and the place of the
    /// grandparent (lower half): no stack is needed.
    mutating func run(depth limit: Int) throws(JSONDefect) {
        let start = start
        let count = count
        // A byte order mark may be passed over (RFC 8259, section 8.1), once.
        let isMarked = count >= 3 && start[0] == 0xEF && start[1] == 0xBB && start[2] == 0xBF
        /// The offset of the next byte.
        var at = Self.spaceEnd(start, isMarked ? 3 : 0, count)
        guard at < count else { throw fail(.empty, at: at) }
        /// Up to here 32 bytes are left.
        let lastWide = tutti_json_is_wide ? count &- 32 : -1
        /// Where the next word goes, and the last place from which a turn's words fit.
        var out = tape
        var lastOut = tape + (capacity &- Self.wordsInTurn)
        /// How many containers are open; the innermost one's place on the tape, its kind, its children so far.
        var depth = 0
        var container = 0
        var isObject = false
        var children = 0

        while true {
            // Here a value begins, or a member with its name.
            if out > lastOut { (out, lastOut) = grow(out) }
            at = Self.spaceEnd(start, at, count)
            if isObject {
                // The usual name: plain text and a colon behind it.
                var end = 0
                if at <= lastWide, start[at] == UInt8(ascii: "\"") { end = plainStringEnd(start, at) }
                if end > 0, end < count, start[end] == UInt8(ascii: ":") {
                    out[0] = JSONTape.word(.plainString, length: end &- at, offset: at)
                    at = Self.spaceEnd(start, end &+ 1, count)
                } else {
                    at = try name(at, out)
                }
                out += 1
            }
            guard at < count else { throw fail(.endInValue, at: at) }
            let byte = start[at]
            if byte == UInt8(ascii: "\"") {
                let end = at <= lastWide ? plainStringEnd(start, at) : 0
                if end > 0 {
                    out[0] = JSONTape.word(.plainString, length: end &- at, offset: at)
                    at = end
                } else {
                    at = try string(at, out)
                }
                out += 1
            } else if byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-") {
                var end = at <= lastWide ? shortNumberEnd(start, at, byte) : 0
                if end == 0 { end = try longNumberEnd(at) }
                out[0] = JSONTape.word(.number, length: end &- at, offset: at)
                out += 1
                at = end
            } else if byte | 0x20 == UInt8(ascii: "{") {
                guard depth < limit else { throw fail(.tooDeep, at: at) }
                if depth > 0 { tape[container &+ 1] |= UInt64(truncatingIfNeeded: children) &<< 32 }
                isObject = byte == UInt8(ascii: "{")
                out[0] = JSONTape.word(isObject ? .object : .array, length: 0, offset: at)
                out[1] = UInt64(truncatingIfNeeded: container)
                container = out - tape
                out += 2
                depth &+= 1
                children = 0
                at = Self.spaceEnd(start, at &+ 1, count)
                // The closing bracket is two above the opening one.
                guard at < count, start[at] == byte &+ 2 else { continue }
                // One less than none: the loop below counts the value that has ended.
                children = -1
            } else {
                let (end, tag) = try literalEnd(at, byte)
                out[0] = JSONTape.word(tag, length: end &- at, offset: at)
                out += 1
                at = end
            }

            // Here a value has ended: what follows is a comma or the ends of containers.
            while depth > 0 {
                children &+= 1
                at = Self.spaceEnd(start, at, count)
                guard at < count else { throw fail(isObject ? .endInObject : .endInArray, at: at) }
                let byte = start[at]
                if byte == UInt8(ascii: ",") { break }
                guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw fail(isObject ? .commaOrBrace : .commaOrBracket, at: at)
                }
                at &+= 1
                depth &-= 1
                let words = tape + container
                let parent = JSONTape.next(words[1])
                words[0] |= min(UInt64(truncatingIfNeeded: children), JSONTape.saturated) &<< 32
                words[1] = UInt64(truncatingIfNeeded: at) &<< 32 | UInt64(truncatingIfNeeded: out - tape)
                guard depth > 0 else { break }
                container = parent
                children = JSONTape.end(tape[container &+ 1])
                tape[container &+ 1] &= 0xFFFF_FFFF
                isObject = JSONTape.tag(tape[container]) == .object
            }
            guard depth > 0 else { break }
            at &+= 1
        }
        at = Self.spaceEnd(start, at, count)
        guard at == count else { throw fail(.trailing, at: at) }
    }

    /// Makes the tape, which is written up to `out`, twice as large: `out` and the last place for a turn's words there.
    @inline(never)
    private mutating func grow(
        _ out: UnsafeMutablePointer<UInt64>
    ) -> (UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<UInt64>) {
        let used = out - tape
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2)
        larger.update(from: tape, count: used)
        tape.deallocate()
        tape = larger
        capacity *= 2
        return (tape + used, tape + (capacity - Self.wordsInTurn))
    }

    /// The offset past the white space at `at`.
    @inline(__always)
    static func spaceEnd(_ start: UnsafePointer<UInt8>, _ at: Int, _ count: Int) -> Int {
        guard at < count, start[at] <= 0x20 else { return at }
        // One space, as after a colon, is the most frequent run.
        if at &+ 1 < count, start[at] == 0x20, start[at &+ 1] > 0x20 { return at &+ 1 }
        return longSpaceEnd(start, at, count)
    }

    @inline(never)
    private static func longSpaceEnd(_ start: UnsafePointer<UInt8>, _ at: Int, _ count: Int) -> Int {
        tutti_json_space_end(start + at, start + count) - start
    }

    /// Notes the place of a defect, for a `throw` in the same line.
    @inline(never)
    mutating func fail(_ defect: JSONDefect, at place: Int) -> JSONDefect {
        self.place = place
        return defect
    }
}
