internal import ArgumentParser
internal import Foundation
internal import TuttiComposition

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
        let files = FileManager.default
        var isFolder: ObjCBool = false
        guard files.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else { return nil }
        guard CompositionFileName.isRead(path) else {
            throw Self.refused("\(path) is no composition: only files that end in `.yaml` or `.yml` are read")
        }
        var name: [String] = []
        var place = URL(fileURLWithPath: path).standardizedFileURL
        repeat {
            name.insert(place.lastPathComponent, at: 0)
            place = place.deletingLastPathComponent()
            let folder = place.path
            guard CompositionFileName.gateway.contains(where: { files.fileExists(atPath: folder + "/" + $0) }) else {
                continue
            }
            self.folder = folder
            self.name = name.joined(separator: "/")
            // What was typed, as far as it leads to the folder.
            prefix = path.hasSuffix(self.name) ? String(path.dropLast(self.name.count)) : folder + "/"
            return
        } while place.pathComponents.count > 1
        throw Self.refused(
            """
            \(path) belongs to no gateway: neither its folder nor one above it has a gateway.yaml, which lists the services
            """)
    }
}
