/// A hash of SHA-256, as a key of tables.
///
/// `==` takes no constant time. Where the other side is a secret that somebody could guess piece by piece, use
/// `equalInConstantTime`.
package struct SHA256Digest: Hashable, Sendable {
    /// The bytes of a hash.
    package typealias Bytes = [32 of UInt8]

    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// A hash of these bytes.
    package init(_ bytes: Bytes) {
        func word(_ start: Int) -> UInt64 {
            (start..<start + 8).reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
        }
        (first, second, third, fourth) = (word(0), word(8), word(16), word(24))
    }

    /// The bytes of the hash.
    package var bytes: [UInt8] {
        [first, second, third, fourth].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
    }

    /// Whether two hashes are the same, found without a branch that depends on where they differ.
    package func isEqualInConstantTime(to other: SHA256Digest) -> Bool {
        let difference =
            (first ^ other.first) | (second ^ other.second) | (third ^ other.third) | (fourth ^ other.fourth)
        return difference == 0
    }

    /// A part of the hash that is different for most hashes, as a place in a table.
    package var place: UInt64 { first }
}
