internal import Glibc

/// What is read up to its end, whatever it comes from: a file, a pipe, a terminal.
package enum InputBytes {
    /// All that standard input gives.
    package static func ofStandardInput() throws(SystemError) -> [UInt8] {
        try read(STDIN_FILENO, limit: .max)
    }

    /// All that a path leads to; of a pipe, what is written until its other end is closed.
    package static func of(_ path: String) throws(SystemError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError.last }
        defer { close(descriptor) }
        return try read(descriptor, limit: .max)
    }

    /// The next bytes of a descriptor, `limit` of them at most.
    static func read(_ descriptor: CInt, limit: Int) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let wanted = min(1 << 16, limit - bytes.count)
            var error: SystemError?
            let chunk = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                let read = posixRead(descriptor, buffer.baseAddress, wanted)
                if read < 0 { error = .last }
                count = max(0, read)
            }
            if error?.code == EINTR { continue }
            if let error { throw error }
            if chunk.isEmpty { break }
            bytes += chunk
        }
        return bytes
    }
}

private func posixRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
