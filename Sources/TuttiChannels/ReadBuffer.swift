internal import Glibc
internal import NIOCore

/// The buffer of an event loop, into which it reads from all its connections.
///
/// Each connection gets a copy of just the bytes that came, so one that sends its request in tiny pieces holds no more memory than
/// it has sent.
package final class ReadBuffer {
    /// The most bytes of one read, which bounds how many pipelined requests can wait at a connection.
    package static let size = 16 << 10

    /// What was read last.
    private(set) var bytes = ByteBufferAllocator().buffer(capacity: size)

    /// Reads from a socket once; returns the number of bytes, 0 at its end.
    ///
    /// - Throws: the system's error; `EAGAIN` when there is nothing to read now.
    func receive(from descriptor: Int32) throws(IOError) -> Int {
        bytes.clear()
        var failure: CInt = 0
        let count = bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.size) { room in
            while true {
                let count = recv(descriptor, room.baseAddress, min(room.count, Self.size), 0)
                if count >= 0 { return count }
                if errno != EINTR {
                    failure = errno
                    return 0
                }
            }
        }
        guard failure == 0 else { throw IOError(errnoCode: failure, reason: "recv") }
        return count
    }
}
