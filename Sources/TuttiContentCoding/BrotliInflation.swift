internal import CBrotli

/// Brotli by its own library.
final class BrotliInflation: Inflation {
    private let state: OpaquePointer
    private(set) var isAtEnd = false

    init() throws(ContentDecodingError) {
        guard let state = BrotliDecoderCreateInstance(nil, nil, nil) else { throw .outOfMemory }
        self.state = state
    }

    deinit {
        BrotliDecoderDestroyInstance(state)
    }

    func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(ContentDecodingError) -> (taken: Int, written: Int) {
        if isAtEnd {
            guard input.isEmpty else { throw .trailing }
            return (0, 0)
        }
        var left = input.count
        var room = output.count
        var next = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        var place = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        switch BrotliDecoderDecompressStream(state, &left, &next, &room, &place, nil) {
        case BROTLI_DECODER_RESULT_SUCCESS: isAtEnd = true
        case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT, BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: break
        default:
            // The codes of memory that could not be had are the last ones, from BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES on.
            let code = BrotliDecoderGetErrorCode(state).rawValue
            throw (-30 ... -21).contains(code) ? .outOfMemory : .malformed
        }
        return (input.count - left, output.count - room)
    }
}
