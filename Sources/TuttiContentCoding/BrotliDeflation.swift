internal import CBrotli

/// Encodes `br` with libbrotli; ``ContentEncoder`` makes one for each body.
final class BrotliDeflation: Deflation {
    private let state: OpaquePointer

    /// Quality 4 is as fast as zlib's level 5, and smaller.
    private static let quality: UInt32 = 4
    /// A window of 64 KiB, twice zlib's.
    ///
    /// The encoder has memory for two of them, and holds back so much before it writes: a larger one makes a step longer.
    private static let mostWindowBits: UInt32 = 16

    /// From 1 MiB on, the encoder has a table of 5 MB for what it has seen, which takes 3 ms to make.
    private static let mostSizeHint = (1 << 20) - 1

    /// An encoder of a body of about so many bytes; nil says that nobody knows.
    init(sizeHint: Int?) throws(ContentEncodingError) {
        guard BrotliLibrary.failure == nil, let state = cbrotli_encoder_create() else { throw .outOfMemory }
        self.state = state
        var bits = Self.mostWindowBits
        if let sizeHint {
            cbrotli_encoder_set(state, BROTLI_PARAM_SIZE_HINT, UInt32(clamping: min(sizeHint, Self.mostSizeHint)))
            bits = 10
            while bits < Self.mostWindowBits, 1 << Int(bits) < sizeHint { bits += 1 }
        }
        cbrotli_encoder_set(state, BROTLI_PARAM_QUALITY, Self.quality)
        cbrotli_encoder_set(state, BROTLI_PARAM_LGWIN, bits)
    }

    deinit {
        cbrotli_encoder_destroy(state)
    }

    func deflate(
        _ input: UnsafeRawBufferPointer, _ operation: DeflationOperation, into output: UnsafeMutableRawBufferPointer
    ) throws(ContentEncodingError) -> (taken: Int, written: Int) {
        guard cbrotli_encoder_is_finished(state) == BROTLI_FALSE else { return (input.count, 0) }
        var left = input.count
        var room = output.count
        var next = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        var place = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let order =
            switch operation {
            case .encode: BROTLI_OPERATION_PROCESS
            case .flush: BROTLI_OPERATION_FLUSH
            case .finish: BROTLI_OPERATION_FINISH
            }
        // It fails for want of memory, or when it is given input in the middle of a flush, which `ContentEncoder` never does.
        guard cbrotli_encoder_compress(state, order, &left, &next, &room, &place) == BROTLI_TRUE else {
            throw .outOfMemory
        }
        return (input.count - left, output.count - room)
    }
}
