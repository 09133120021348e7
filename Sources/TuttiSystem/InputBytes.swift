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
        var chunk = [UInt8](repeating: 0, count: max(1, min(limit, 1 << 16)))
        while bytes.count < limit {
            let wanted = min(chunk.count, limit - bytes.count)
            let count = chunk.withUnsafeMutableBytes { posixRead(descriptor, $0.baseAddress, wanted) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SystemError.last }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return bytes
    }
}

private func posixRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
