/// Decodes a body of one coding piece by piece, within bounds and in steps of bounded work.
///
/// A step takes at most 64 KiB in and gives at most 256 KiB out; what is left of a piece is kept for the next step
/// (``isBehind``). So a few bytes that decode to very many never occupy a thread for long, and even an event loop can decode them.
/// (Brotli may copy up to its window, 16 MiB, within a step.)
///
/// The end of the stream is required: half of a gzip body is an error and never a shorter body. An empty body is taken for empty
/// in any coding, since some services send that.
package final class ContentDecoder {
    /// The most bytes that a step takes in.
    static let mostBytesIn = 64 << 10
    /// A step ends once it has given out so many bytes; the last scratch buffer may go beyond them.
    static let mostBytesOut = 256 << 10

    /// The coding.
    package let coding: ContentCoding
    private let limit: Int
    private let inflation: any Inflation
    private let scratch: UnsafeMutableRawBufferPointer
    /// What has come and has not been decoded.
    private var kept: [UInt8] = []
    private var keptFrom = 0
    private var bytesIn = 0
    private var bytesOut = 0
    private var hasMoreToGive = false

    /// A decoder of a body that has at most `limit` bytes before decoding, and at most as many after.
    package init(_ coding: ContentCoding, limit: Int) throws(ContentDecodingError) {
        self.coding = coding
        self.limit = max(limit, 0)
        switch coding {
        case .gzip: inflation = try ZlibInflation(format: .gzip)
        case .deflate: inflation = try ZlibInflation(format: .zlibOrRaw)
        case .brotli: inflation = try BrotliInflation()
        }
        scratch = .allocate(byteCount: 32 << 10, alignment: 16)
    }

    deinit {
        scratch.deallocate()
    }

    /// Whether bytes have come that are not decoded yet: ``proceed(into:)`` goes on with them.
    package var isBehind: Bool { keptFrom < kept.count || hasMoreToGive }

    /// Takes the next piece of the body and decodes a step of it, appending to `output`.
    package func take(_ piece: UnsafeRawBufferPointer, into output: inout [UInt8]) throws(ContentDecodingError) {
        guard piece.count <= limit - bytesIn else { throw .encodedTooLong(limit: limit) }
        bytesIn += piece.count
        guard !isBehind else {
            kept.append(contentsOf: piece)
            return try proceed(into: &output)
        }
        let taken = try step(piece, &output)
        if taken < piece.count { kept.append(contentsOf: piece[taken...]) }
    }

    /// Takes the next piece of the body, which is an array.
    package func take(_ piece: [UInt8], into output: inout [UInt8]) throws(ContentDecodingError) {
        try piece.withUnsafeBufferPointer { (bytes) throws(ContentDecodingError) in
            try take(UnsafeRawBufferPointer(bytes), into: &output)
        }
    }

    /// Decodes a further step of what has come.
    package func proceed(into output: inout [UInt8]) throws(ContentDecodingError) {
        guard isBehind else { return }
        var rest: [UInt8] = []
        swap(&rest, &kept)
        let start = keptFrom
        keptFrom += try rest.withUnsafeBufferPointer { (bytes) throws(ContentDecodingError) in
            try step(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[start...])), &output)
        }
        if keptFrom == rest.count {
            rest.removeAll()
            keptFrom = 0
        }
        swap(&rest, &kept)
    }

    /// Says that no further piece comes; decodes nothing, so ``isBehind`` must be false.
    ///
    /// Throws when the stream has not come to its end.
    package func finish() throws(ContentDecodingError) {
        guard bytesIn == 0 || inflation.isAtEnd && !isBehind else { throw .truncated }
    }

    /// Decodes until the input is used up or the step's work is done; returns how much of the input it has taken.
    private func step(
        _ input: UnsafeRawBufferPointer, _ output: inout [UInt8]
    ) throws(ContentDecodingError) -> Int {
        let most = min(input.count, Self.mostBytesIn)
        var taken = 0
        var given = 0
        repeat {
            let piece = UnsafeRawBufferPointer(rebasing: input[taken..<most])
            let (used, written) = try inflation.inflate(piece, into: scratch)
            taken += used
            given += written
            hasMoreToGive = written == scratch.count
            guard written <= limit - bytesOut else { throw .decodedTooLong(limit: limit) }
            bytesOut += written
            output.append(contentsOf: scratch[..<written])
            // Nothing was taken or given: the decoder needs the next piece.
            if used == 0, written == 0 { break }
        } while given < Self.mostBytesOut && (taken < most || hasMoreToGive)
        return taken
    }
}
