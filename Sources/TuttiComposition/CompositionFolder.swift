internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// Reads the composition files of a folder from disk.
struct CompositionFolder {
    /// A file larger than this is no composition file.
    static let fileLimit = 1 << 20
    /// Folders deeper than this are not looked into.
    private static let depthLimit = 16

    let path: String
    let diagnostics: DiagnosticCollector

    /// The files by name, gateway.yaml included; nil, with a diagnostic, if the folder can't be read.
    func files() -> [SourceFile]? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            report(
                .folderUnreadable, ".", "there is no folder of this name",
                help: "give the folder that holds gateway.yaml")
            return nil
        }
        guard isFolder.boolValue else {
            report(.folderUnreadable, ".", "this is not a folder", help: "give the folder that holds gateway.yaml")
            return nil
        }
        guard (try? FileManager.default.contentsOfDirectory(atPath: path)) != nil else {
            report(.folderUnreadable, ".", "this folder can't be read", help: "check its permissions")
            return nil
        }
        return names(below: "", depth: 0).sorted().compactMap(read)
    }

    /// Names relative to the folder.
    ///
    /// Hidden files are passed over, and so are links to folders, which could run in a circle.
    private func names(below folder: String, depth: Int) -> [String] {
        let place = folder.isEmpty ? path : path + "/" + folder
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: place) else {
            report(.folderUnreadable, folder, "this folder can't be read", help: "check its permissions")
            return []
        }
        return entries.filter { !$0.hasPrefix(".") }.flatMap { entry -> [String] in
            let name = folder.isEmpty ? entry : folder + "/" + entry
            if kind(of: path + "/" + name) == S_IFDIR {
                return depth < Self.depthLimit ? names(below: name, depth: depth + 1) : []
            }
            if CompositionFileName.isNearlyRead(entry) {
                diagnostics.warning(
                    .fileNotRead, at: SourceFile(name: name, text: "").span,
                    "only files that end in `.yaml` or `.yml` are read, in lower case",
                    help: "rename it to `\(entry.split(separator: ".").dropLast().joined(separator: ".")).yaml`")
            }
            return CompositionFileName.isRead(entry) ? [name] : []
        }
    }

    /// What stands at a path, links not followed; nil if nothing does.
    ///
    /// `FileManager` would look the names of owner and group up for each file.
    private func kind(of path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private func read(_ name: String) -> SourceFile? {
        var place = path + "/" + name
        if kind(of: place) == S_IFLNK {
            let target = URL(fileURLWithPath: place).resolvingSymlinksInPath()
            guard isInside(target) else {
                report(
                    .fileUnreadable, name, "this link leads out of the folder, and is not followed",
                    help: "put the file itself here")
                return nil
            }
            place = target.path
        }
        guard let handle = plainFile(at: place) else {
            report(
                .fileUnreadable, name, "this file can't be read", help: "check that it is a file, and its permissions")
            return nil
        }
        guard let data = try? handle.read(upToCount: Self.fileLimit + 1) ?? Data() else {
            report(.fileUnreadable, name, "this file can't be read", help: "check its permissions")
            return nil
        }
        guard data.count <= Self.fileLimit else {
            report(.fileTooLarge, name, "this file is larger than 1 MiB", help: "part it into several files")
            return nil
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            reportInvalidUTF8(Array(data), name)
            return nil
        }
        return SourceFile(name: name, text: text)
    }

    /// Nil for what is no plain file: opening a pipe must not wait for somebody who writes to it.
    private func plainFile(at place: String) -> FileHandle? {
        let descriptor = open(place, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return handle
    }

    /// Whether a file is in the folder or below it, links followed.
    ///
    /// Diagnostics repeat what stands in a file: whoever may put a link into the folder could read any file by it.
    private func isInside(_ file: URL) -> Bool {
        let folder = URL(fileURLWithPath: path).resolvingSymlinksInPath().pathComponents
        return file.pathComponents.starts(with: folder)
    }

    private func reportInvalidUTF8(_ bytes: [UInt8], _ name: String) {
        let repaired = String(decoding: bytes, as: UTF8.self)
        let valid = zip(bytes, repaired.utf8).prefix { $0 == $1 }.count
        let before = String(decoding: bytes.prefix(valid), as: UTF8.self)
        let file = SourceFile(name: name, text: repaired)
        let lines = SourceFile(name: name, text: before).lines
        let column = lines.last?.unicodeScalars.count { $0 != "\u{FFFD}" } ?? 0
        diagnostics.error(
            .invalidUTF8, at: SourceSpan(file: file, line: lines.count, column: column, length: 1),
            "this file is not UTF-8",
            help: "save it as UTF-8; the byte here is 0x\(String(bytes[min(valid, bytes.count - 1)], radix: 16))")
    }

    private func report(_ code: DiagnosticCode, _ name: String, _ message: String, help: String) {
        diagnostics.error(code, at: SourceFile(name: name, text: "").span, message, help: help)
    }
}
