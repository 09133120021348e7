/// Compressed streams written by hand (RFC 1951, RFC 1952), because no compressor writes these.
enum Gzip {
    static let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

    /// A stored block of length zero that isn't the last.
    static let emptyBlock: [UInt8] = [0, 0, 0, 0xFF, 0xFF]

    /// The start of an endless stream: a block of fixed codes that begins with one zero byte, and four bits to spare.
    static var bombStart: [UInt8] {
        var bits = BitWriter(bytes: head)
        bits.put([0, 1, 0])
        bits.put([0, 0, 1, 1, 0, 0, 0, 0])
        while bits.count % 8 != 0 { bits.put(match) }
        return bits.bytes
    }

    /// Repeats the last 258 bytes, 13 bits each time, so often that it ends with a whole byte.
    static var bombRest: [UInt8] {
        var bits = BitWriter(bytes: [])
        for _ in 0..<8_000 { bits.put(match) }
        return bits.bytes
    }

    /// A complete stream with the bytes as they are.
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let size = UInt16(bytes.count)
        var crc: UInt32 = .max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return head + [1] + little(UInt32(size), 2) + little(UInt32(~size), 2) + bytes + little(~crc, 4)
            + little(UInt32(size), 4)
    }

    /// Length 258 (code 285, 11000101) at distance 1 (code 0, 00000).
    private static let match: [UInt8] = [1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]

    private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }

    private struct BitWriter {
        var bytes: [UInt8]
        var count = 0

        mutating func put(_ bits: [UInt8]) {
            for bit in bits {
                if count % 8 == 0 { bytes.append(0) }
                bytes[bytes.count - 1] |= bit << (count % 8)
                count += 1
            }
        }
    }
}
