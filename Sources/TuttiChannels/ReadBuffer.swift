internal import Glibc
internal import NIOCore

/// The buffer of an event loop, into which it reads from all its connections.
///
/// A connection gets a copy of just the bytes that came, so one that sends its request in tiny pieces holds no more memory than it has
/// sent. Only a read that fills half of a larger buffer, or more, is handed on in that buffer.
package final class ReadBuffer {
    /// The most bytes of one read of a connection that has not asked for larger ones, which bounds how many pipelined requests can wait
    /// at a connection.
    package static let size = 16 << 10

    private var small = ByteBufferAllocator().buffer(capacity: size)
    private var large = ByteBuffer()

    /// Reads from a socket once, so many bytes at most; returns none at its end.
    ///
    /// - Throws: the system's error; `EAGAIN` when there is nothing to read now.
    func receive(from descriptor: Int32, atMost most: Int) throws(IOError) -> ByteBuffer {
        guard most > Self.size else {
            try Self.receive(from: descriptor, atMost: Self.size, into: &small)
            return ByteBufferAllocator().buffer(buffer: small)
        }
        try Self.receive(from: descriptor, atMost: most, into: &large)
        guard large.readableBytes >= most / 2 else { return ByteBufferAllocator().buffer(buffer: large) }
        let filled = large
        large = ByteBuffer()
        return filled
    }

    private static func receive(
        from descriptor: Int32, atMost most: Int, into buffer: inout ByteBuffer
    ) throws(IOError) {
        buffer.clear(minimumCapacity: most)
        var failure: CInt = 0
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: most) { room in
            while true {
                let count = recv(descriptor, room.baseAddress, min(room.count, most), 0)
                if count >= 0 { return count }
                if errno != EINTR {
                    failure = errno
                    return 0
                }
            }
        }
        guard failure == 0 else { throw IOError(errnoCode: failure, reason: "recv") }
    }
}
