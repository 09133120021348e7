internal import CJSONScan

/// The one validating pass over a document: checks every byte and writes the tape (see `JSONTape`).
///
/// All pointers stay within `start..<end`: each read is preceded by a comparison with `end`.
struct JSONIndexer {
    let start: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    var p: UnsafePointer<UInt8>
    var tape: UnsafeMutablePointer<UInt64>
    var count = 0
    var capacity: Int

    /// How many containers are open; the innermost one's place on the tape, its kind, its children so far.
    ///
    /// While a child is open, the second word of its parent keeps the parent's children (upper half) and the place of
    /// the grandparent (lower half): no stack is needed.
    private var depth = 0
    private var container = 0
    private var isObject = false
    private var children = 0

    /// Where the defect is; set before a `JSONDefect` is thrown.
    var place: UnsafePointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>, start: UnsafePointer<UInt8>) {
        self.start = start
        end = start + bytes.count
        p = start
        place = start
        capacity = bytes.count / 6 + 8
        tape = .allocate(capacity: capacity)
    }

    /// Indexes the whole document.
    mutating func run(depth limit: Int) throws(JSONDefect) {
        if end - start >= 3, start[0] == 0xEF, start[1] == 0xBB, start[2] == 0xBF { throw fail(.byteOrderMark, at: p) }
        skipSpace()
        guard p < end else { throw fail(.empty, at: p) }
        while true {
            // Here a value begins.
            guard p < end else { throw fail(.endInValue, at: p) }
            switch p.pointee {
            case UInt8(ascii: "\""): try string()
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard depth < limit else { throw fail(.tooDeep, at: p) }
                guard try open() else { continue }
            case UInt8(ascii: "t"): try literal("true", .true)
            case UInt8(ascii: "f"): try literal("false", .false)
            case UInt8(ascii: "n"): try literal("null", .null)
            default: throw fail(.value, at: p)
            }
            guard try hasNext() else { break }
        }
        skipSpace()
        guard p == end else { throw fail(.trailing, at: p) }
    }

    /// Opens the container at p.
    ///
    /// True if it is empty, and closed again; else p is at its first value.
    @inline(__always)
    private mutating func open() throws(JSONDefect) -> Bool {
        if depth > 0 { tape[container &+ 1] |= UInt64(truncatingIfNeeded: children) &<< 32 }
        let parent = container
        container = count
        depth &+= 1
        children = 0
        isObject = p.pointee == UInt8(ascii: "{")
        push(JSONTape.word(isObject ? .object : .array, length: 0, offset: p - start))
        push(UInt64(truncatingIfNeeded: parent))
        p += 1
        skipSpace()
        guard p < end, p.pointee == closingBracket else {
            if isObject { try name() }
            return false
        }
        close()
        return true
    }

    /// Closes the open container at its bracket, and goes on with the one around it.
    @inline(__always)
    private mutating func close() {
        p += 1
        depth &-= 1
        let parent = JSONTape.next(tape[container &+ 1])
        tape[container] |= min(UInt64(truncatingIfNeeded: children), JSONTape.saturated) &<< 32
        tape[container &+ 1] =
            UInt64(truncatingIfNeeded: p - start) &<< 32 | UInt64(truncatingIfNeeded: count)
        guard depth > 0 else { return }
        container = parent
        children = JSONTape.end(tape[container &+ 1])
        tape[container &+ 1] &= 0xFFFF_FFFF
        isObject = JSONTape.tag(tape[container]) == .object
    }

    /// What follows a value: true if p is at the next one, false if the outermost value has ended.
    @inline(__always)
    private mutating func hasNext() throws(JSONDefect) -> Bool {
        while depth > 0 {
            children &+= 1
            skipSpace()
            guard p < end else { throw fail(isObject ? .endInObject : .endInArray, at: p) }
            if p.pointee == UInt8(ascii: ",") {
                p += 1
                skipSpace()
                if isObject { try name() }
                return true
            }
            guard p.pointee == closingBracket else { throw fail(isObject ? .commaOrBrace : .commaOrBracket, at: p) }
            close()
        }
        return false
    }

    private var closingBracket: UInt8 {
        isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
    }

    /// A member name, its colon, and the space around them; p ends at the value.
    @inline(__always)
    private mutating func name() throws(JSONDefect) {
        guard p < end else { throw fail(.endInObject, at: p) }
        guard p.pointee == UInt8(ascii: "\"") else { throw fail(.name, at: p) }
        try string()
        skipSpace()
        guard p < end else { throw fail(.endInObject, at: p) }
        guard p.pointee == UInt8(ascii: ":") else { throw fail(.colon, at: p) }
        p += 1
        skipSpace()
    }

    private mutating func literal(_ text: StaticString, _ tag: JSONTape.Tag) throws(JSONDefect) {
        let length = text.utf8CodeUnitCount
        for index in 0..<length {
            guard p + index < end else { throw fail(.endInValue, at: end) }
            guard p[index] == text.utf8Start[index] else { throw fail(.literal, at: p + index) }
        }
        push(JSONTape.word(tag, length: length, offset: p - start))
        p += length
    }

    @inline(__always)
    private mutating func skipSpace() {
        guard p < end, p.pointee <= 0x20 else { return }
        // One space, as after a colon, is the most frequent run.
        if end - p >= 2, p.pointee == 0x20, p[1] > 0x20 {
            p += 1
            return
        }
        p = tutti_json_space_end(p, end)
    }

    @inline(__always)
    mutating func push(_ word: UInt64) {
        if count == capacity { grow() }
        tape[count] = word
        count &+= 1
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2)
        larger.update(from: tape, count: count)
        tape.deallocate()
        tape = larger
        capacity *= 2
    }

    /// Notes the place of a defect, for a `throw` in the same line.
    @inline(never)
    mutating func fail(_ defect: JSONDefect, at place: UnsafePointer<UInt8>) -> JSONDefect {
        self.place = place
        return defect
    }
}
