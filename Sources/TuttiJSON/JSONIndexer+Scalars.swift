internal import CJSONScan

extension JSONIndexer {
    /// A string from its opening quote; p ends past the closing one.
    @inline(__always)
    mutating func string() throws(JSONDefect) {
        let first = p
        p = tutti_json_plain_end(p + 1, end)
        if p < end, p.pointee == UInt8(ascii: "\"") {
            p += 1
            push(JSONTape.word(.plainString, length: p - first, offset: first - start))
        } else {
            try unusualString(from: first)
        }
    }

    /// The rest of a string that holds an escape or a byte above 0x7F, or that is wrong.
    @inline(never)
    private mutating func unusualString(from first: UnsafePointer<UInt8>) throws(JSONDefect) {
        var tag = JSONTape.Tag.plainString
        while true {
            guard p < end else { throw fail(.endInString, at: end) }
            switch p.pointee {
            case UInt8(ascii: "\""):
                p += 1
                push(JSONTape.word(tag, length: p - first, offset: first - start))
                return
            case UInt8(ascii: "\\"):
                tag = .escapedString
                try escape()
            case 0x80...:
                // Text that isn't Latin has many such in a row: no search between them.
                repeat { try scalar() } while p < end && p.pointee >= 0x80
            default:
                throw fail(.control, at: p)
            }
            p = tutti_json_plain_end(p, end)
        }
    }

    private mutating func escape() throws(JSONDefect) {
        guard end - p >= 2 else { throw fail(.endInString, at: end) }
        switch p[1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            p += 2
        case UInt8(ascii: "u"):
            let first = p
            let unit = try codeUnit()
            guard unit & 0xF800 == 0xD800 else { return }
            // A pair is high (D800-DBFF), then low (DC00-DFFF): RFC 8259, section 7.
            guard unit < 0xDC00, end - p >= 2, p[0] == UInt8(ascii: "\\"), p[1] == UInt8(ascii: "u") else {
                throw fail(.loneSurrogate, at: first)
            }
            guard try codeUnit() & 0xFC00 == 0xDC00 else { throw fail(.loneSurrogate, at: first) }
        default:
            throw fail(.escape, at: p)
        }
    }

    /// `\uXXXX` at p, of which the first two bytes are known to be there.
    private mutating func codeUnit() throws(JSONDefect) -> UInt32 {
        var unit: UInt32 = 0
        for index in 2..<6 {
            guard end - p > index else { throw fail(.endInString, at: end) }
            guard let digit = JSONEscape.hexDigit(p[index]) else { throw fail(.hexDigits, at: p + index) }
            unit = unit &<< 4 | digit
        }
        p += 6
        return unit
    }

    /// One UTF-8 sequence above 0x7F (RFC 3629, section 4): no overlong form, no surrogate, nothing above 10FFFF.
    @inline(__always)
    private mutating func scalar() throws(JSONDefect) {
        let lead = p.pointee
        let left = end - p
        switch lead {
        case 0xC2...0xDF:
            guard left >= 2, isContinuation(p[1]) else { throw fail(.utf8, at: p) }
            p += 2
        case 0xE0...0xEF:
            guard left >= 3, isContinuation(p[1]), isContinuation(p[2]) else { throw fail(.utf8, at: p) }
            // Below A0 is an overlong form, from A0 on a surrogate.
            guard lead != 0xE0 || p[1] >= 0xA0, lead != 0xED || p[1] < 0xA0 else { throw fail(.utf8, at: p) }
            p += 3
        case 0xF0...0xF4:
            guard left >= 4, isContinuation(p[1]), isContinuation(p[2]), isContinuation(p[3]) else {
                throw fail(.utf8, at: p)
            }
            // Below 90 is an overlong form, from 90 on above 10FFFF.
            guard lead != 0xF0 || p[1] >= 0x90, lead != 0xF4 || p[1] < 0x90 else { throw fail(.utf8, at: p) }
            p += 4
        default:
            throw fail(.utf8, at: p)
        }
    }

    @inline(__always)
    private func isContinuation(_ byte: UInt8) -> Bool {
        byte & 0xC0 == 0x80
    }

    /// A number (RFC 8259, section 6); p ends past it.
    @inline(__always)
    mutating func number() throws(JSONDefect) {
        let first = p
        try numberEnd()
        push(JSONTape.word(.number, length: p - first, offset: first - start))
    }

    @inline(__always)
    private mutating func numberEnd() throws(JSONDefect) {
        if p.pointee == UInt8(ascii: "-") { p += 1 }
        guard p < end, isDigit(p.pointee) else { throw fail(.digitAfterMinus, at: p) }
        if p.pointee == UInt8(ascii: "0") {
            p += 1
            if p < end, isDigit(p.pointee) { throw fail(.leadingZero, at: p - 1) }
        } else {
            skipDigits()
        }
        guard p < end else { return }
        if p.pointee == UInt8(ascii: ".") {
            p += 1
            guard p < end, isDigit(p.pointee) else { throw fail(.digitAfterPoint, at: p) }
            skipDigits()
        }
        guard p < end, p.pointee | 0x20 == UInt8(ascii: "e") else { return }
        p += 1
        if p < end, p.pointee == UInt8(ascii: "+") || p.pointee == UInt8(ascii: "-") { p += 1 }
        guard p < end, isDigit(p.pointee) else { throw fail(.digitInExponent, at: p) }
        skipDigits()
    }

    @inline(__always)
    private mutating func skipDigits() {
        while p < end, isDigit(p.pointee) { p += 1 }
    }

    @inline(__always)
    private func isDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10
    }
}
