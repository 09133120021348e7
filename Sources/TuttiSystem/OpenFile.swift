internal import Glibc

/// A plain file that is open for reading; closed with its last reference.
package final class OpenFile: Sendable {
    /// What tells a file from another one, and from itself after a change.
    package struct State: Sendable, Equatable {
        /// How many bytes it has.
        package let size: Int
        /// When it was changed: seconds since 1970, 0 for earlier.
        package let seconds: Int64
        /// And nanoseconds behind these.
        package let nanoseconds: Int64
        private let device: UInt64
        private let inode: UInt64

        fileprivate init(_ status: stat) {
            size = Int(status.st_size)
            seconds = max(Int64(status.st_mtim.tv_sec), 0)
            nanoseconds = Int64(status.st_mtim.tv_nsec)
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }

    private let descriptor: CInt
    /// As it was when it was opened.
    package let state: State

    /// Takes a descriptor over; nil for what is no plain file, or can't be asked.
    init?(descriptor: CInt) {
        self.descriptor = descriptor
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        state = State(status)
    }

    deinit {
        close(descriptor)
    }

    /// Whether nobody has written to it since it was opened, as far as its time and its length tell.
    package var isUnchanged: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && State(status) == state
    }

    /// The bytes from a place on, so many at most; fewer only at the end of the file.
    ///
    /// It waits for the disk where the system doesn't have them in memory.
    package func read(from place: Int, atMost count: Int) throws(SystemError) -> [UInt8] {
        var error: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
            while filled < count {
                let read = pread(
                    descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(place) + off_t(filled))
                if read > 0 {
                    filled += read
                } else if read == 0 {
                    return
                } else if errno != EINTR {
                    error = .last
                    return
                }
            }
        }
        if let error { throw error }
        return bytes
    }
}
