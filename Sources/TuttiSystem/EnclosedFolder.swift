internal import CFiles
internal import Glibc

/// A folder whose files are opened by paths that can't lead out of it.
///
/// `openat2` with `RESOLVE_BENEATH` sees to that in the kernel: `..`, absolute paths and links are followed only as long as they stay in
/// the folder, also while somebody renames what is in it. Where the system has no `openat2` (before Linux 5.6, and in some containers), no
/// link is followed at all. The folder is looked for each time, so another one may take its place.
package struct EnclosedFolder: Sendable, Equatable {
    /// What is at a path.
    package enum Entry: Sendable {
        /// A plain file.
        case file(OpenFile)
        /// A folder.
        case folder
        /// Nothing that could be read: no such file, a pipe, a device, or a link that leads out of the folder.
        case nothing
        /// Something that this process may not read.
        case forbidden
        /// The process or the system can't open another file now.
        case exhausted
        /// The system can't read it, or there is no such folder.
        case failed(SystemError)
    }

    /// Where it is.
    package let path: String

    /// A folder, which need not be there.
    package init(_ path: String) {
        self.path = path
    }

    /// Opens what is at a path within the folder; an empty one is the folder itself.
    package func open(_ relative: String) -> Entry {
        open(relative) { folder, path in
            let descriptor = cfiles_open_beneath(folder, path)
            guard descriptor == -ENOSYS || descriptor == -EPERM else { return descriptor }
            return cfiles_open_by_segments(folder, path)
        }
    }

    /// Opens a path as systems without `openat2` have to.
    func openBySegments(_ relative: String) -> Entry {
        open(relative) { cfiles_open_by_segments($0, $1) }
    }

    private func open(_ relative: String, by opened: (CInt, UnsafePointer<CChar>) -> CInt) -> Entry {
        // C would read the path up to the zero.
        guard !relative.utf8.contains(0) else { return .nothing }
        let folder = cfiles_open_folder(path)
        guard folder >= 0 else {
            let entry = Self.entry(error: -folder)
            if case .nothing = entry { return .failed(SystemError(code: -folder)) }
            return entry
        }
        defer { close(folder) }
        let descriptor = (relative.isEmpty ? "." : relative).withCString { opened(folder, $0) }
        guard descriptor >= 0 else { return Self.entry(error: -descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            return .folder
        }
        return OpenFile(descriptor: descriptor).map { .file($0) } ?? .nothing
    }

    private static func entry(error: CInt) -> Entry {
        switch error {
        case ENOENT, ENOTDIR, ELOOP, EXDEV, ENAMETOOLONG, ENXIO, ENODEV, EINVAL: .nothing
        case EACCES, EPERM: .forbidden
        case EMFILE, ENFILE, ENOMEM, EAGAIN, EINTR: .exhausted
        default: .failed(SystemError(code: error))
        }
    }
}
