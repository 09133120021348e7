/// A JSON document: the bytes as they came, and an index that finds every value in them.
///
/// The index is made in one pass that also validates: structure, numbers, escapes, UTF-8, depth, nothing after the
/// value. The bytes are not copied. Accepted is RFC 8259 with these choices: a byte order mark before the value is passed
/// over; half of a surrogate pair on its own (`"\ud800"`) stays in the bytes as it is, and reads as U+FFFD, since no text
/// can hold it; a member name may be repeated (see `JSONNode.member`); numbers have any length. A document of 4 GiB or more
/// is refused.
///
/// `@unchecked Sendable`: both properties are constants, and the memory behind `tape` is written only before `init`
/// returns and freed in `deinit`.
@usableFromInline
package final class JSONDocument: @unchecked Sendable {
    /// The document as it came.
    package let bytes: [UInt8]

    @usableFromInline let tape: UnsafePointer<UInt64>

    /// The bytes that the document and its index take.
    package let memorySize: Int

    /// Validates and indexes `bytes`.
    ///
    /// - Throws: `JSONError` with the first defect.
    package init(parsing bytes: consuming [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        let result = bytes.withUnsafeBufferPointer { Self.index($0, limits: limits) }
        self.bytes = bytes
        switch result {
        case .success(let (tape, capacity)):
            self.tape = UnsafePointer(tape)
            memorySize = self.bytes.capacity + capacity * MemoryLayout<UInt64>.stride
        case .failure(let error): throw error
        }
    }

    deinit {
        tape.deallocate()
    }

    /// The word at a position of the tape.
    ///
    /// Everyone reads the tape through this: it keeps the document, and so the memory, alive until the word is read.
    @inlinable @inline(__always)
    func word(at position: Int) -> UInt64 {
        withExtendedLifetime(self) { tape[position] }
    }

    /// The document's value.
    @inlinable package var root: JSONNode {
        JSONNode(document: self, position: 0)
    }

    private static func index(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits
    ) -> Result<(tape: UnsafeMutablePointer<UInt64>, capacity: Int), JSONError> {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return .failure(error(.empty, at: 0)) }
        guard bytes.count <= UInt32.max else { return .failure(error(.tooLarge, at: 0)) }
        var indexer = JSONIndexer(bytes, start: start)
        do {
            try indexer.run(depth: limits.depth)
            return .success((indexer.tape, indexer.capacity))
        } catch {
            indexer.tape.deallocate()
            return .failure(Self.error(error, at: indexer.place))
        }
    }

    private static func error(_ defect: JSONDefect, at offset: Int) -> JSONError {
        let (code, message) = defect.description
        return JSONError(code: code, message: message, offset: offset)
    }
}
