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
    private static func spaceEnd(_ start: UnsafePointer<UInt8>, _ at: Int, _ count: Int) -> Int {
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

/// Names, strings, numbers and words: the usual forms sixteen bytes at a time while 32 bytes are left, and any form by
/// functions that compare with `count` before each read, and alone say what is wrong.
extension JSONIndexer {
    /// A member name in any form, its colon, and the space around them: the offset of the value; the word goes to `out`.
    @inline(never)
    mutating func name(_ first: Int, _ out: UnsafeMutablePointer<UInt64>) throws(JSONDefect) -> Int {
        guard first < count else { throw fail(.endInObject, at: first) }
        guard start[first] == UInt8(ascii: "\"") else { throw fail(.name, at: first) }
        let at = Self.spaceEnd(start, try string(first, out), count)
        guard at < count else { throw fail(.endInObject, at: at) }
        guard start[at] == UInt8(ascii: ":") else { throw fail(.colon, at: at) }
        return Self.spaceEnd(start, at + 1, count)
    }

    /// The offset past the string at `at` if it is plain text, else 0; at least 32 bytes are left.
    ///
    /// Names and many values recur, so the processor foresees how long the next one is, and goes on before it has seen
    /// its end: 1.2 times as fast on compact documents as with the length as a value that all that follows waits for.
    @inline(__always)
    private func plainStringEnd(_ start: UnsafePointer<UInt8>, _ at: Int) -> Int {
        let stops = tutti_json_plain_stops(start + (at &+ 1))
        guard stops != 0 else { return longPlainStringEnd(start, at) }
        let stop = at &+ 1 &+ tutti_json_foreseen(stops.trailingZeroBitCount)
        return start[stop] == UInt8(ascii: "\"") ? stop &+ 1 : 0
    }

    /// The same where the first sixteen bytes are known to be plain.
    @inline(__always)
    private func longPlainStringEnd(_ start: UnsafePointer<UInt8>, _ at: Int) -> Int {
        let stop = tutti_json_plain_end(start + (at &+ 17), start + count) - start
        guard stop < count, start[stop] == UInt8(ascii: "\"") else { return 0 }
        return stop &+ 1
    }

    /// The string in any form whose opening quote is at `first`: the offset past it; the word goes to `out`.
    @inline(never)
    mutating func string(_ first: Int, _ out: UnsafeMutablePointer<UInt64>) throws(JSONDefect) -> Int {
        var tag = JSONTape.Tag.plainString
        var at = plainEnd(first &+ 1)
        while true {
            guard at < count else { throw fail(.endInString, at: count) }
            switch start[at] {
            case UInt8(ascii: "\""):
                at &+= 1
                out[0] = JSONTape.word(tag, length: at &- first, offset: first)
                return at
            case UInt8(ascii: "\\"):
                tag = .escapedString
                at = try escapeEnd(at)
            case 0x80...:
                // Text that isn't Latin has many such in a row: no search between them.
                repeat { at = try scalarEnd(at) } while at < count && start[at] >= 0x80
            default:
                throw fail(.control, at: at)
            }
            at = plainEnd(at)
        }
    }

    @inline(__always)
    private func plainEnd(_ at: Int) -> Int {
        tutti_json_plain_end(start + at, start + count) - start
    }

    private mutating func escapeEnd(_ at: Int) throws(JSONDefect) -> Int {
        guard count &- at >= 2 else { throw fail(.endInString, at: count) }
        switch start[at + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return at &+ 2
        case UInt8(ascii: "u"):
            // Half of a surrogate pair may stand alone (RFC 8259, section 8.2): whoever cuts a text by UTF-16 units sends one.
            for digit in at + 2..<at + 6 {
                guard digit < count else { throw fail(.endInString, at: count) }
                guard HexDigit.value(of: start[digit]) != nil else { throw fail(.hexDigits, at: digit) }
            }
            return at &+ 6
        default:
            throw fail(.escape, at: at)
        }
    }

    /// One UTF-8 sequence above 0x7F (RFC 3629, section 4): no overlong form, no surrogate, nothing above 10FFFF.
    @inline(__always)
    private mutating func scalarEnd(_ at: Int) throws(JSONDefect) -> Int {
        let p = start + at
        let lead = p[0]
        let left = count &- at
        switch lead {
        case 0xC2...0xDF:
            guard left >= 2, isContinuation(p[1]) else { throw fail(.utf8, at: at) }
            return at &+ 2
        case 0xE0...0xEF:
            guard left >= 3, isContinuation(p[1]), isContinuation(p[2]) else { throw fail(.utf8, at: at) }
            // Below A0 is an overlong form, from A0 on a surrogate.
            guard lead != 0xE0 || p[1] >= 0xA0, lead != 0xED || p[1] < 0xA0 else { throw fail(.utf8, at: at) }
            return at &+ 3
        case 0xF0...0xF4:
            guard left >= 4, isContinuation(p[1]), isContinuation(p[2]), isContinuation(p[3]) else {
                throw fail(.utf8, at: at)
            }
            // Below 90 is an overlong form, from 90 on above 10FFFF.
            guard lead != 0xF0 || p[1] >= 0x90, lead != 0xF4 || p[1] < 0x90 else { throw fail(.utf8, at: at) }
            return at &+ 4
        default:
            throw fail(.utf8, at: at)
        }
    }

    @inline(__always)
    private func isContinuation(_ byte: UInt8) -> Bool {
        byte & 0xC0 == 0x80
    }

    /// The offset past a number without exponent of at most fifteen bytes, 0 for others; at least 32 bytes are left.
    @inline(__always)
    private func shortNumberEnd(_ start: UnsafePointer<UInt8>, _ at: Int, _ byte: UInt8) -> Int {
        let first = byte == UInt8(ascii: "-") ? at &+ 1 : at
        // A bit for each byte that isn't a digit, and ones above these sixteen.
        let others = tutti_json_other_than_digits(start + first)
        let digits = others.trailingZeroBitCount
        guard digits == 1 || digits > 1 && digits < 16 && start[first] != UInt8(ascii: "0") else { return 0 }
        var end = first &+ digits
        if start[end] == UInt8(ascii: ".") {
            let decimals = (others &>> UInt32(truncatingIfNeeded: digits &+ 1)).trailingZeroBitCount
            guard decimals > 0, digits &+ decimals < 15 else { return 0 }
            end &+= decimals &+ 1
        }
        return start[end] | 0x20 == UInt8(ascii: "e") ? 0 : end
    }

    /// A number (RFC 8259, section 6): the offset past it.
    @inline(never)
    private mutating func longNumberEnd(_ first: Int) throws(JSONDefect) -> Int {
        var at = first
        if start[at] == UInt8(ascii: "-") { at += 1 }
        guard isDigit(at) else { throw fail(.digitAfterMinus, at: at) }
        if start[at] == UInt8(ascii: "0") {
            at += 1
            if isDigit(at) { throw fail(.leadingZero, at: at - 1) }
        } else {
            at = digitsEnd(at)
        }
        if at < count, start[at] == UInt8(ascii: ".") {
            at += 1
            guard isDigit(at) else { throw fail(.digitAfterPoint, at: at) }
            at = digitsEnd(at)
        }
        guard at < count, start[at] | 0x20 == UInt8(ascii: "e") else { return at }
        at += 1
        if at < count, start[at] == UInt8(ascii: "+") || start[at] == UInt8(ascii: "-") { at += 1 }
        guard isDigit(at) else { throw fail(.digitInExponent, at: at) }
        return digitsEnd(at)
    }

    @inline(__always)
    private func digitsEnd(_ first: Int) -> Int {
        var at = first
        while isDigit(at) { at += 1 }
        return at
    }

    /// Whether there is a byte at `at`, and it is a digit.
    @inline(__always)
    private func isDigit(_ at: Int) -> Bool {
        at < count && start[at] &- UInt8(ascii: "0") < 10
    }

    /// One of the words `true`, `false` and `null`, which begins with `byte` at `at`: the offset past it, and its tag.
    @inline(__always)
    private mutating func literalEnd(_ at: Int, _ byte: UInt8) throws(JSONDefect) -> (Int, JSONTape.Tag) {
        // Four bytes at once; of `false` those behind the f.
        let first = byte == UInt8(ascii: "f") ? at &+ 1 : at
        if first &+ 4 <= count {
            switch UInt32(bigEndian: UnsafeRawPointer(start + first).loadUnaligned(as: UInt32.self)) {
            case 0x6E75_6C6C where byte == UInt8(ascii: "n"): return (first &+ 4, .null)  // null
            case 0x7472_7565 where byte == UInt8(ascii: "t"): return (first &+ 4, .true)  // true
            case 0x616C_7365 where byte == UInt8(ascii: "f"): return (first &+ 4, .false)  // alse
            default: break
            }
        }
        throw literalDefect(at, byte)
    }

    /// What is wrong where no value begins, or a word that isn't one of the three or breaks off.
    @inline(never)
    private mutating func literalDefect(_ first: Int, _ byte: UInt8) -> JSONDefect {
        let word: StaticString
        switch byte {
        case UInt8(ascii: "t"): word = "true"
        case UInt8(ascii: "f"): word = "false"
        case UInt8(ascii: "n"): word = "null"
        default: return fail(.value, at: first)
        }
        for index in 0..<word.utf8CodeUnitCount {
            guard first + index < count else { return fail(.endInValue, at: count) }
            guard start[first + index] == word.utf8Start[index] else { return fail(.literal, at: first + index) }
        }
        return fail(.literal, at: first)
    }
}
