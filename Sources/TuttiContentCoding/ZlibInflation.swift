internal import CZlib

/// gzip and deflate by zlib.
final class ZlibInflation: Inflation {
    /// What the bytes are.
    enum Format {
        /// Members of RFC 1952, each with its checksum and length.
        case gzip
        /// zlib (RFC 1950), or raw deflate (RFC 1951) if the body has no zlib header.
        case zlibOrRaw
    }

    /// zlib's own state points back to it, so it must stay where it is.
    private let stream: UnsafeMutablePointer<z_stream>
    private let format: Format
    private(set) var isAtEnd = false
    /// The first byte of a deflate body while the second has not come.
    private var firstByte: UInt8?
    private var isFormatKnown: Bool
    /// Whether we are past the first member; the bytes may not be gzip at all.
    private var hasBegunMember = false

    private static let windowBits: Int32 = 15

    init(format: Format) throws(ContentDecodingError) {
        self.format = format
        isFormatKnown = format == .gzip
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let bits = format == .gzip ? Self.windowBits + 16 : Self.windowBits
        guard
            inflateInit2_(stream, bits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else {
            stream.deallocate()
            throw .outOfMemory
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(ContentDecodingError) -> (taken: Int, written: Int) {
        if isAtEnd {
            guard !input.isEmpty else { return (0, 0) }
            // RFC 1952, 2.2: the members simply appear one after another.
            guard format == .gzip else { throw .trailing }
            inflateReset(stream)
            isAtEnd = false
            hasBegunMember = true
        }
        guard isFormatKnown else { return try findFormat(input, output) }
        return try run(input, output)
    }

    /// Looks at the first two bytes of a deflate body.
    private func findFormat(
        _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
    ) throws(ContentDecodingError) -> (taken: Int, written: Int) {
        guard let first = firstByte ?? input.first else { return (0, 0) }
        let rest = UnsafeRawBufferPointer(rebasing: firstByte == nil ? input[1...] : input[...])
        guard let second = rest.first else {
            firstByte = first
            return (input.count, 0)
        }
        isFormatKnown = true
        // RFC 1950, 2.2: compression method 8, a window of at most 32 KiB, and 16 bits that 31 divides.
        let isZlib = first & 15 == 8 && first >> 4 <= 7 && (UInt16(first) << 8 | UInt16(second)) % 31 == 0
        if !isZlib { inflateReset2(stream, -Self.windowBits) }
        if firstByte != nil {
            firstByte = nil
            // A deflate block is longer than a byte, so this gives no output.
            try withUnsafeBytes(of: first) { (byte) throws(ContentDecodingError) in _ = try run(byte, output) }
        }
        return try run(input, output)
    }

    private func run(
        _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
    ) throws(ContentDecodingError) -> (taken: Int, written: Int) {
        // zlib only reads it; its interface is older than `const`.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(clamping: input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(clamping: output.count)
        let before = (stream.pointee.avail_in, stream.pointee.avail_out)
        let code = CZlib.inflate(stream, Z_NO_FLUSH)
        let taken = Int(before.0 - stream.pointee.avail_in)
        let written = Int(before.1 - stream.pointee.avail_out)
        switch code {
        case Z_STREAM_END: isAtEnd = true
        // Z_BUF_ERROR: there was nothing to do with what it was given.
        case Z_OK, Z_BUF_ERROR: break
        case Z_MEM_ERROR: throw .outOfMemory
        default:
            // A further member failed in its first ten bytes, before it gave any output: it is trailing rubbish, not a member.
            let isNone = hasBegunMember && stream.pointee.total_out == 0 && stream.pointee.total_in <= 10
            throw isNone ? .trailing : .malformed
        }
        return (taken, written)
    }
}
