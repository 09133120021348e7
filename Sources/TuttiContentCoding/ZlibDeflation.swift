internal import CZlib

/// gzip by zlib.
final class ZlibDeflation: Deflation {
    /// zlib's own state points back to it, so it must stay where it is.
    private let stream: UnsafeMutablePointer<z_stream>
    private var isFinished = false

    /// Level 5 takes half of the time of level 9 for JSON that is 1 or 2 % larger.
    private static let level: Int32 = 5

    /// An encoder of a body of about so many bytes; nil says that nobody knows.
    init(sizeHint: Int?) throws(ContentEncodingError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let bits = Self.windowBits(for: sizeHint)
        // Its hash table is as large as its window. 16 more for the header and the trailer of gzip.
        guard
            deflateInit2_(
                stream, Self.level, Z_DEFLATED, bits + 16, bits - 7, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else {
            stream.deallocate()
            throw .outOfMemory
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// The logarithm of the least window that holds the body: 256 KiB are taken and cleared for the largest, 32 KiB.
    private static func windowBits(for size: Int?) -> Int32 {
        guard let size else { return 15 }
        var bits: Int32 = 10
        while bits < 15, 1 << Int(bits) < size { bits += 1 }
        return bits
    }

    func deflate(
        _ input: UnsafeRawBufferPointer, _ operation: DeflationOperation, into output: UnsafeMutableRawBufferPointer
    ) throws(ContentEncodingError) -> (taken: Int, written: Int) {
        guard !isFinished else { return (input.count, 0) }
        // zlib only reads it; its interface is older than `const`.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(clamping: input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(clamping: output.count)
        let before = (stream.pointee.avail_in, stream.pointee.avail_out)
        let flush =
            switch operation {
            case .encode: Z_NO_FLUSH
            case .flush: Z_SYNC_FLUSH
            case .finish: Z_FINISH
            }
        switch CZlib.deflate(stream, flush) {
        case Z_STREAM_END: isFinished = true
        // Z_BUF_ERROR: there was nothing to do with what it was given.
        case Z_OK, Z_BUF_ERROR: break
        default: throw .outOfMemory
        }
        return (Int(before.0 - stream.pointee.avail_in), Int(before.1 - stream.pointee.avail_out))
    }
}
