internal import NIOCore
internal import TuttiReactor

/// What a channel was given to write and the socket has not taken, in order, with a mark behind what is flushed.
struct OutgoingQueue {
    /// Bytes, and who is told when they are written.
    struct Write {
        var bytes: OutgoingBytes
        var promise: EventLoopPromise<Void>?
    }

    private var writes = CircularBuffer<Write>()
    /// How many of `writes` are flushed: they are to be written now.
    private var flushed = 0
    /// How many bytes wait, flushed or not.
    private(set) var byteCount = 0

    /// Whether nothing waits.
    var isEmpty: Bool { writes.isEmpty }

    /// Whether something is to be written now.
    var hasFlushed: Bool { flushed > 0 }

    /// Adds bytes at the end.
    mutating func append(_ bytes: OutgoingBytes, _ promise: EventLoopPromise<Void>?) {
        writes.append(Write(bytes: bytes, promise: promise))
        byteCount += bytes.count
    }

    /// Marks all that is here as to be written now.
    mutating func flush() {
        flushed = writes.count
    }

    /// Hands what is flushed to a socket, as much as one system call takes and `most` bytes at most.
    ///
    /// - Returns: how many bytes the socket took, each of which ``removeWritten(_:)`` has to be told of, or the negative of the
    ///   system's error.
    mutating func send(atMost most: Int, to descriptor: Int32) -> Int {
        var pieces = SendPieces()
        let count = send(from: 0, atMost: most, gathered: 0, &pieces, to: descriptor)
        if count > 0 { byteCount -= count }
        return count
    }

    /// Adds what is flushed, from an index on, for as long as there is room, and sends all of it.
    private func send(
        from index: Int, atMost room: Int, gathered: Int, _ pieces: inout SendPieces, to descriptor: Int32
    ) -> Int {
        guard index < flushed, room > 0 else { return gathered == 0 ? 0 : pieces.send(to: descriptor) }
        return writes[offset: index].bytes.withBytes { bytes in
            let piece = bytes.count <= room ? bytes : UnsafeRawBufferPointer(rebasing: bytes.prefix(room))
            guard pieces.append(piece) else { return gathered == 0 ? 0 : pieces.send(to: descriptor) }
            return send(
                from: index + 1, atMost: room - piece.count, gathered: gathered + piece.count, &pieces, to: descriptor)
        }
    }

    /// Takes the first write off the queue if the socket has taken all of it, and its bytes off `count`.
    ///
    /// - Parameter count: how many bytes the socket has taken that are still in the queue; 0 in the end.
    /// - Returns: nil when the first write is not flushed, or not written to its end.
    mutating func removeWritten(_ count: inout Int) -> Write? {
        guard flushed > 0, let first = writes.first else { return nil }
        guard first.bytes.count <= count else {
            writes[writes.startIndex].bytes.dropFirst(count)
            count = 0
            return nil
        }
        count -= first.bytes.count
        flushed -= 1
        return writes.removeFirst()
    }

    /// Takes everything off the queue.
    mutating func removeAll() -> CircularBuffer<Write> {
        let all = writes
        writes = CircularBuffer()
        flushed = 0
        return all
    }
}
