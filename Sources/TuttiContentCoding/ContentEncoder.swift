/// Encodes a body in one coding piece by piece, in steps of bounded work.
///
/// A step takes at most 32 KiB in and gives at most 170 KiB out, with what the coding has held back; what is left of a piece is kept
/// for the next step (``isBehind``). Whoever feeds it stops while it is behind, so that no more is kept than one piece.
///
/// ```
/// take(piece) … take(piece), flush()          what a stream has so far, which the client can show
/// take(piece), finish()                       the end
/// while isBehind { proceed() }                after any of them, over several turns of a worker
/// ```
package final class ContentEncoder {
    /// The most bytes that a step takes in.
    static let mostBytesIn = 32 << 10
    /// The codings that it writes, the better one first.
    package static let codings: [ContentCoding] = [.brotli, .gzip]

    /// The coding.
    package let coding: ContentCoding
    private let deflation: any Deflation
    private let scratch: UnsafeMutableRawBufferPointer
    /// What has come and has not been encoded.
    private var kept: [UInt8] = []
    private var keptFrom = 0
    /// What is to be done when all that has come is encoded.
    private var operation = DeflationOperation.encode
    private var isFinished = false

    /// An encoder of a body; nil for a coding that isn't written.
    ///
    /// - Parameters:
    ///   - coding: one of ``codings``.
    ///   - sizeHint: about how long the body is, in bytes; for small ones less memory is taken. nil if nobody knows.
    /// - Throws: `outOfMemory`.
    package init?(_ coding: ContentCoding, sizeHint: Int? = nil) throws(ContentEncodingError) {
        self.coding = coding
        switch coding {
        case .gzip: deflation = try ZlibDeflation(sizeHint: sizeHint)
        case .brotli: deflation = try BrotliDeflation(sizeHint: sizeHint)
        case .deflate: return nil
        }
        scratch = .allocate(byteCount: 16 << 10, alignment: 16)
    }

    deinit {
        scratch.deallocate()
    }

    /// Whether something has come, or was asked for, that is not done yet: ``proceed(into:)`` goes on with it.
    package var isBehind: Bool { keptFrom < kept.count || operation != .encode }

    /// Takes the next piece of the body and encodes a step of it, appending to `output`; ignored behind ``finish(into:)``.
    package func take(_ piece: UnsafeRawBufferPointer, into output: inout [UInt8]) throws(ContentEncodingError) {
        guard !isFinished else { return }
        guard !isBehind else {
            kept.append(contentsOf: piece)
            return try proceed(into: &output)
        }
        let taken = try step(piece, &output)
        if taken < piece.count { kept.append(contentsOf: piece[taken...]) }
    }

    /// Takes the next piece of the body, which is an array.
    package func take(_ piece: [UInt8], into output: inout [UInt8]) throws(ContentEncodingError) {
        try piece.withUnsafeBufferPointer { (bytes) throws(ContentEncodingError) in
            try take(UnsafeRawBufferPointer(bytes), into: &output)
        }
    }

    /// Asks that all that was taken can be decoded from what is given out: for streams, whose next piece may be long in coming.
    ///
    /// Each costs some bytes. Done when the encoder is no longer behind.
    package func flush(into output: inout [UInt8]) throws(ContentEncodingError) {
        guard !isFinished else { return }
        operation = .flush
        try proceed(into: &output)
    }

    /// Says that no further piece comes.
    ///
    /// The body is whole when the encoder is no longer behind.
    package func finish(into output: inout [UInt8]) throws(ContentEncodingError) {
        guard !isFinished else { return }
        isFinished = true
        operation = .finish
        try proceed(into: &output)
    }

    /// Encodes a further step of what has come.
    package func proceed(into output: inout [UInt8]) throws(ContentEncodingError) {
        guard isBehind else { return }
        var rest: [UInt8] = []
        swap(&rest, &kept)
        let start = keptFrom
        keptFrom += try rest.withUnsafeBufferPointer { (bytes) throws(ContentEncodingError) in
            try step(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[start...])), &output)
        }
        if keptFrom == rest.count {
            rest.removeAll()
            keptFrom = 0
        }
        swap(&rest, &kept)
    }

    /// Encodes one step; returns how much of the input it has taken.
    private func step(
        _ input: UnsafeRawBufferPointer, _ output: inout [UInt8]
    ) throws(ContentEncodingError) -> Int {
        let most = min(input.count, Self.mostBytesIn)
        // A flush stands behind all of the input, and is done within the step in which it begins.
        let operation = most == input.count ? operation : .encode
        var taken = 0
        var hasMoreToGive = false
        repeat {
            let piece = UnsafeRawBufferPointer(rebasing: input[taken..<most])
            let (used, written) = try deflation.deflate(piece, operation, into: scratch)
            taken += used
            hasMoreToGive = written == scratch.count
            output.append(contentsOf: scratch[..<written])
            // Neither in nor out: there is nothing left to do.
            if used == 0, written == 0 { break }
        } while taken < most || hasMoreToGive
        if operation != .encode { self.operation = .encode }
        return taken
    }
}
