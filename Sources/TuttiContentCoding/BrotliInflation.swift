internal import CBrotli

/// Decodes `br` with libbrotli; ``ContentDecoder`` makes one for each body.
final class BrotliInflation: Inflation {
    private let state: OpaquePointer
    private(set) var isAtEnd = false

    init() throws(ContentDecodingError) {
        guard BrotliLibrary.failure == nil, let state = cbrotli_decoder_create() else { throw .outOfMemory }
        self.state = state
    }

    deinit {
        cbrotli_decoder_destroy(state)
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
        switch cbrotli_decoder_decompress(state, &left, &next, &room, &place) {
        case BROTLI_DECODER_RESULT_SUCCESS: isAtEnd = true
        case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT, BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: break
        default:
            // -21 to -30 mean that libbrotli could not allocate memory; every other error means malformed input.
            let code = cbrotli_decoder_error(state).rawValue
            throw (-30 ... -21).contains(code) ? .outOfMemory : .malformed
        }
        return (input.count - left, output.count - room)
    }
}
