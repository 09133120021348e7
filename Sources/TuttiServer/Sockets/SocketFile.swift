internal import Glibc
internal import NIOCore
internal import TuttiReactor

/// The file of a socket that listens in the file system: it is removed when nobody listens there any more.
package struct SocketFile: Sendable {
    let path: String
    private let device: UInt64
    private let inode: UInt64

    /// The file as it is now; nil when there is none.
    package init?(at path: String) {
        guard let (device, inode) = Self.identity(path) else { return nil }
        (self.path, self.device, self.inode) = (path, device, inode)
    }

    /// Says who may connect.
    ///
    /// - Throws: the system's error.
    func setMode(_ mode: UInt32) throws {
        do {
            try SystemSocket.setMode(mode, atPath: path)
        } catch {
            throw IOError(errnoCode: error.code, reason: "chmod")
        }
    }

    /// Removes the file, unless another one has taken its place.
    package func remove() {
        guard let found = Self.identity(path), found == (device, inode) else { return }
        unlink(path)
    }

    private static func identity(_ path: String) -> (device: UInt64, inode: UInt64)? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return (UInt64(truncatingIfNeeded: status.st_dev), UInt64(truncatingIfNeeded: status.st_ino))
    }
}
