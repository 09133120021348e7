import Foundation

/// A folder of a test, which is gone with the value.
package final class FolderOnDisk: Sendable {
    /// Where it is.
    package let path = FileManager.default.temporaryDirectory.appendingPathComponent("tutti-\(UUID().uuidString)").path

    /// An empty folder.
    package init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, in folders that are made for it; `changed` is its time in seconds since 1970.
    package func write(_ text: String, to name: String, changed: Double? = 1_700_000_000) throws {
        try write(Array(text.utf8), to: name, changed: changed)
    }

    /// The same with bytes.
    package func write(_ bytes: [UInt8], to name: String, changed: Double? = 1_700_000_000) throws {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        guard let changed else { return }
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: changed)], ofItemAtPath: url.path)
    }

    /// Puts a link into the folder.
    package func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
    }

    /// Puts a pipe into the folder, to which nobody writes.
    package func makePipe(_ name: String) {
        mkfifo(path + "/" + name, 0o600)
    }
}
