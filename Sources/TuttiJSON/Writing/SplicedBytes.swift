/// Bytes that were written, and between them parts of documents that were not copied.
package struct SplicedBytes: Sendable {
    /// What was written.
    private let written: [UInt8]

    /// The parts between it, each of which stands before the written byte with its index.
    private let values: [(index: Int, bytes: ArraySlice<UInt8>)]

    /// How many bytes there are in all.
    package let count: Int

    /// Bytes that were all written.
    package init(_ bytes: [UInt8]) {
        self.init(bytes, values: [])
    }

    init(_ written: [UInt8], values: [(index: Int, bytes: ArraySlice<UInt8>)]) {
        self.written = written
        self.values = values
        count = values.reduce(written.count) { $0 + $1.bytes.count }
    }

    /// The bytes in their order, in pieces of which each stands in one array; none is empty.
    package var pieces: [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        pieces.reserveCapacity(2 * values.count + 1)
        var start = 0
        for value in values {
            pieces.append(written[start..<value.index])
            pieces.append(value.bytes)
            start = value.index
        }
        pieces.append(written[start...])
        return pieces.filter { !$0.isEmpty }
    }

    /// All bytes in one array, which is made for it where some were not copied.
    package var joined: [UInt8] {
        if values.isEmpty { return written }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for piece in pieces { bytes += piece }
        return bytes
    }
}
