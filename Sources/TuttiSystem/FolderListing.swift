internal import Glibc

/// What is in a folder.
package enum FolderListing {
    /// Whether a path leads to a folder.
    package static func isThere(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The names in a folder, in no order, without `.` and `..`; nil if it can't be read.
    package static func names(in path: String) -> [String]? {
        guard let folder = opendir(path), let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) else { return nil }
        defer { closedir(folder) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else { return errno == 0 ? names : nil }
            // The name ends with a zero and is valid until the next call; the entry may be shorter than its type.
            let start = UnsafeRawPointer(entry).advanced(by: nameOffset).assumingMemoryBound(to: CChar.self)
            let name = String(cString: start)
            if name != ".", name != ".." { names.append(name) }
        }
    }
}
