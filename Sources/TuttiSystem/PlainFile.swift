internal import Glibc

/// Files that are read or written as a whole.
package enum PlainFile {
    /// Whether a path leads to a plain file.
    package static func isThere(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// The first bytes of a file, `limit` of them at most; nil for what is no plain file or can't be read.
    ///
    /// Opening a pipe doesn't wait for somebody who writes to it.
    package static func read(_ path: String, limit: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return try? InputBytes.read(descriptor, limit: limit)
    }

    /// Writes a file as a whole: who reads it sees the old text or the new one, never a half.
    ///
    /// What is no plain file, a terminal or a pipe, is written to; a link is followed.
    package static func write(_ text: String, to path: String) throws(SystemError) {
        let target = RealPath.of(path) ?? path
        var status = stat()
        let exists = stat(target, &status) == 0
        guard !exists || status.st_mode & S_IFMT == S_IFREG else {
            return try write(text, opening: target, O_WRONLY, mode: 0)
        }
        let folder = target.lastIndex(of: "/").map { target[...$0] } ?? ""
        let beside = "\(folder).\(getpid()).tmp"
        try write(text, opening: beside, O_WRONLY | O_CREAT | O_EXCL, mode: exists ? status.st_mode & 0o7777 : 0o666)
        guard rename(beside, target) == 0 else {
            let error = SystemError.last
            unlink(beside)
            throw error
        }
    }

    /// Writes a file that must not be there yet.
    package static func create(_ text: String, at path: String) throws(SystemError) {
        try write(text, opening: path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o666)
    }

    /// A file that was made and can't be filled is removed again.
    private static func write(
        _ text: String, opening path: String, _ flags: CInt, mode: mode_t
    ) throws(SystemError) {
        let descriptor = open(path, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw SystemError.last }
        defer { close(descriptor) }
        if let code = DescriptorWrite(Array(text.utf8), to: descriptor).error {
            if flags & O_CREAT != 0 { unlink(path) }
            throw SystemError(code: code)
        }
    }

    /// Makes a folder and those it is in, where they are missing.
    package static func makeFolder(_ path: String) throws(SystemError) {
        if mkdir(path, 0o777) == 0 { return }
        var status = stat()
        if errno == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw SystemError.last
        }
        try makeFolder(String(path[..<slash]))
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw SystemError.last }
    }
}
