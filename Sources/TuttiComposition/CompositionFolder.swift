internal import Glibc
internal import TuttiSystem

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
        var status = stat()
        guard stat(path, &status) == 0 else {
            report(
                .folderUnreadable, ".",
                "there is no \(CompositionFileName.isRead(path) ? "file" : "folder") of this name",
                help: "give the folder that holds gateway.yaml, or call tutti in it")
            return nil
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            report(
                .folderUnreadable, ".", "this is not a folder",
                help: "give the folder that holds gateway.yaml: only `tutti check` takes one file")
            return nil
        }
        guard FolderListing.names(in: path) != nil else {
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
        guard let entries = FolderListing.names(in: place) else {
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
    private func kind(of path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private func read(_ name: String) -> SourceFile? {
        var place = path + "/" + name
        if kind(of: place) == S_IFLNK {
            guard let target = RealPath.of(place), isInside(target) else {
                report(
                    .fileUnreadable, name, "this link leads out of the folder or to nothing, and is not followed",
                    help: "put the file itself here")
                return nil
            }
            place = target
        }
        guard let bytes = PlainFile.read(place, limit: Self.fileLimit + 1) else {
            report(
                .fileUnreadable, name, "this file can't be read", help: "check that it is a file, and its permissions")
            return nil
        }
        guard bytes.count <= Self.fileLimit else {
            report(.fileTooLarge, name, "this file is larger than 1 MiB", help: "part it into several files")
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            reportInvalidUTF8(bytes, name)
            return nil
        }
        return SourceFile(name: name, text: text)
    }

    /// Whether a file is in the folder or below it, links followed.
    ///
    /// Diagnostics repeat what stands in a file: whoever may put a link into the folder could read any file by it.
    private func isInside(_ file: String) -> Bool {
        guard let folder = RealPath.of(path) else { return false }
        return file.utf8.starts(with: (folder.hasSuffix("/") ? folder : folder + "/").utf8)
    }

    private func reportInvalidUTF8(_ bytes: [UInt8], _ name: String) {
        let repaired = String(decoding: bytes, as: UTF8.self)
        let valid = zip(bytes, repaired.utf8).prefix { $0 == $1 }.count
        let before = String(decoding: bytes.prefix(valid), as: UTF8.self)
        let file = SourceFile(name: name, text: repaired)
        let read = SourceFile(name: name, text: before)
        let column = read.line(read.lineCount).scalars.count { $0 != "\u{FFFD}" }
        diagnostics.error(
            .invalidUTF8, at: SourceSpan(file: file, line: read.lineCount, column: column, length: 1),
            "this file is not UTF-8",
            help: "save it as UTF-8; the byte here is 0x\(String(bytes[min(valid, bytes.count - 1)], radix: 16))")
    }

    private func report(_ code: DiagnosticCode, _ name: String, _ message: String, help: String) {
        diagnostics.error(code, at: SourceFile(name: name, text: "").span, message, help: help)
    }
}
