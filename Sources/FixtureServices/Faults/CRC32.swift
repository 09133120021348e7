/// The checksum of gzip (RFC 1952, section 8), which ``GzipBomb`` needs of a hundred million equal bytes.
///
/// A run of n equal bytes is appended in O(log n) steps.
struct CRC32 {
    private var state: UInt32 = 0xFFFF_FFFF

    /// The checksum of what was appended.
    var value: UInt32 { ~state }

    /// Appends `byte`, `times` over.
    ///
    /// Appending one byte is a bitwise linear function plus a constant; composing it with itself gives the function for
    /// 2, 4, 8 … bytes.
    mutating func append(_ byte: UInt8, times: Int) {
        var map = AffineMap { Self.step($0, byte) }
        var left = times
        while left > 0 {
            if left & 1 == 1 { state = map.apply(state) }
            map = map.squared()
            left >>= 1
        }
    }

    private static func step(_ state: UInt32, _ byte: UInt8) -> UInt32 {
        var next = state ^ UInt32(byte)
        for _ in 0..<8 { next = next & 1 == 1 ? next >> 1 ^ 0xEDB8_8320 : next >> 1 }
        return next
    }
}

private struct AffineMap {
    /// For each bit of the argument, the bits of the result that it flips.
    private let columns: [UInt32]
    private let constant: UInt32

    init(_ map: (UInt32) -> UInt32) {
        let zero = map(0)
        constant = zero
        columns = (0..<32).map { map(1 << UInt32($0)) ^ zero }
    }

    func apply(_ argument: UInt32) -> UInt32 {
        var result = constant
        for (place, column) in columns.enumerated() where argument >> UInt32(place) & 1 == 1 { result ^= column }
        return result
    }

    func squared() -> AffineMap { AffineMap { apply(apply($0)) } }
}
