import Foundation

/// The example compositions of the repository.
enum Examples {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static var folder: String { root.appendingPathComponent("compositions").path }

    static func files() throws -> [(name: String, text: String)] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted().map {
            name in
            (name, try String(contentsOfFile: folder + "/" + name, encoding: .utf8))
        }
    }
}
