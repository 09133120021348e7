/// A small gzip file (RFC 1952) that decodes to a large JSON string: `"aaaa…"`.
///
/// One dynamic Huffman block (RFC 1951) in which a match of 258 bytes costs two bits, the least that deflate can do:
/// 100 MiB take about 102 kB.
enum GzipBomb {
    /// The file behind `body=gzip-bomb`; made once, at first use, in a few milliseconds.
    static let standard = make(matches: 406_425)

    /// Size of the decoded ``standard``: two quotes, one `a` and 258 for each match.
    static let decodedSize = 3 + 258 * 406_425

    /// The gzip file for a quote, one `a`, `matches` × 258 times `a`, a quote.
    static func make(matches: Int) -> [UInt8] {
        var bits = BitWriter(bytes: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255])
        writeCodes(into: &bits)
        // 285 (a match of 258) is 0, the quote 10, `a` 110, the end of the block 111; the one distance, 1, is 0.
        bits.code(0b10, length: 2)
        bits.code(0b110, length: 3)
        bits.zeros(2 * matches)
        bits.code(0b10, length: 2)
        bits.code(0b111, length: 3)
        bits.align()
        var sum = CRC32()
        sum.append(UInt8(ascii: "\""), times: 1)
        sum.append(UInt8(ascii: "a"), times: 1 + 258 * matches)
        sum.append(UInt8(ascii: "\""), times: 1)
        bits.littleEndian(sum.value)
        bits.littleEndian(UInt32(truncatingIfNeeded: 3 + 258 * matches))
        return bits.bytes
    }

    /// RFC 1951, 3.2.7: the lengths of the codes, themselves in a code of two bits for each of 1, 2, 3 and 18.
    private static func writeCodes(into bits: inout BitWriter) {
        bits.value(1, bits: 1)  // the last block
        bits.value(2, bits: 2)  // with its own codes
        bits.value(286 - 257, bits: 5)
        bits.value(1 - 1, bits: 5)
        bits.value(18 - 4, bits: 4)
        let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1]
        for symbol in order { bits.value([1, 2, 3, 18].contains(symbol) ? 2 : 0, bits: 3) }
        unused(34, into: &bits)
        bits.code(0b01, length: 2)  // 34, the quote: 2
        unused(62, into: &bits)
        bits.code(0b10, length: 2)  // 97, `a`: 3
        unused(158, into: &bits)
        bits.code(0b10, length: 2)  // 256, the end: 3
        unused(28, into: &bits)
        bits.code(0b00, length: 2)  // 285, a match of 258: 1
        bits.code(0b00, length: 2)  // distance 1: 1
    }

    /// Symbols without a code: 18 stands for 11 to 138 of them.
    private static func unused(_ count: Int, into bits: inout BitWriter) {
        var left = count
        while left > 0 {
            let run = min(left, 138)
            bits.code(0b11, length: 2)
            bits.value(run - 11, bits: 7)
            left -= run
        }
    }
}

/// Bits in deflate's order: a byte is filled from its lowest bit, numbers lowest bit first, codes highest bit first.
private struct BitWriter {
    private(set) var bytes: [UInt8]
    private var current: UInt8 = 0
    private var filled = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func value(_ number: Int, bits: Int) {
        for place in 0..<bits { bit(number >> place & 1) }
    }

    mutating func code(_ code: Int, length: Int) {
        for place in (0..<length).reversed() { bit(code >> place & 1) }
    }

    mutating func zeros(_ count: Int) {
        for _ in 0..<count { bit(0) }
    }

    mutating func align() {
        while filled > 0 { bit(0) }
    }

    mutating func littleEndian(_ number: UInt32) {
        for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    private mutating func bit(_ bit: Int) {
        if bit != 0 { current |= 1 << filled }
        filled += 1
        if filled == 8 {
            bytes.append(current)
            current = 0
            filled = 0
        }
    }
}
