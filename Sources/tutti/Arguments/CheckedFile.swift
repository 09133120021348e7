internal import ArgumentParser
internal import TuttiComposition
internal import TuttiSystem

/// One file that is to be checked, and the folder that it belongs to.
struct CheckedFile {
    /// The folder with gateway.yaml: the file's own, or the nearest one above it.
    let folder: String
    /// The file's name from that folder on.
    let name: String
    /// What makes the names of the folder's files lead to them from where the command was called.
    let prefix: String

    private static func refused(_ message: String) -> ExitCode {
        Terminal.error.print("tutti: \(message)")
        return .validationFailure
    }

    /// Nil for what is a folder, or isn't there.
    ///
    /// - Throws: the exit code, after a message, for a file that no folder of compositions has.
    init?(_ path: String) throws {
        guard RealPath.of(path) != nil, !FolderListing.isThere(path) else { return nil }
        guard CompositionFileName.isRead(path) else {
            throw Self.refused("\(path) is no composition: only files that end in `.yaml` or `.yml` are read")
        }
        // A file belongs to the folder that it stands in, even if it is a link.
        let slash = path.lastIndex(of: "/")
        var name = String(path[(slash.map(path.index(after:)) ?? path.startIndex)...])
        var place = RealPath.of(slash.map { String(path[...$0]) } ?? ".")
        while let folder = place {
            guard CompositionFileName.gateway.contains(where: { PlainFile.isThere(folder + "/" + $0) }) else {
                guard folder != "/", let slash = folder.lastIndex(of: "/") else { break }
                name = folder[folder.index(after: slash)...] + "/" + name
                place = slash == folder.startIndex ? "/" : String(folder[..<slash])
                continue
            }
            guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else {
                throw Self.refused(
                    "\(path) is not read: files and folders whose names begin with a dot are passed over")
            }
            self.folder = folder
            self.name = name
            // What was typed, as far as it leads to the folder.
            prefix = path.hasSuffix(name) ? String(path.dropLast(name.count)) : folder + "/"
            return
        }
        throw Self.refused(
            """
            \(path) belongs to no gateway: neither its folder nor one above it has a gateway.yaml, which lists the services
            """)
    }
}
