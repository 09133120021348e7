internal import Glibc

/// What came of writing bytes to a descriptor, all of them if it takes them, holding the thread.
///
/// SIGPIPE and SIGXFSZ have to be ignored: then a reader that is gone is an error like a disk without room.
package struct DescriptorWrite {
    /// How many bytes are out.
    package private(set) var written = 0
    /// The system's error, when not all of them are.
    package private(set) var error: Int32?

    /// Whether nobody reads what is written.
    package var isWithoutReader: Bool { error == EPIPE }

    /// The error in words.
    package var explanation: String { error.map { String(cString: strerror($0)) } ?? "" }

    /// Writes the bytes.
    package init(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            while written < buffer.count, error == nil {
                let count = write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                if count > 0 {
                    written += count
                } else if count == 0 || errno == EAGAIN {
                    // Whoever shares the descriptor has made it non-blocking; this thread may wait.
                    var readiness = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&readiness, 1, 1000)
                } else if errno != EINTR {
                    error = errno
                }
            }
        }
    }
}
