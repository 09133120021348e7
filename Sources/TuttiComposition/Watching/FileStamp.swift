internal import Glibc

/// What a file looks like from outside: two that are equal are of the same content.
///
/// No file is opened.
package struct FileStamp: Sendable, Hashable {
    private var device: UInt64 = 0
    private var inode: UInt64 = 0
    private var mode: UInt32 = 0
    private var size: Int64 = 0
    /// Of the content, in nanoseconds.
    private var modified: Int64 = 0
    /// Of owner, permissions and name too.
    private var changed: Int64 = 0

    /// Whether there is a file.
    var isThere: Bool { mode != 0 }

    /// The file at a path, links followed.
    package init(of path: String) {
        var status = stat()
        self.init(stat(path, &status) == 0 ? status : nil)
    }

    /// What the system says of a file; nil for one that is not there, or can't be looked at.
    init(_ status: stat?) {
        guard let status else { return }
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
        mode = UInt32(truncatingIfNeeded: status.st_mode)
        size = Int64(truncatingIfNeeded: status.st_size)
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
