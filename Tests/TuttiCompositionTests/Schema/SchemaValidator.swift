import ChildProcess
import Foundation
import TuttiComposition

/// `scripts/validate-schema`, which validates with Python's jsonschema.
struct SchemaValidator {
    /// What it printed, a line for each document that the schema refuses; each begins with the name that was given.
    let refusals: [String]
    /// 0, 1 when a document was refused, 2 when it could not be done.
    let exitCode: Int32
    /// What it had to say besides.
    let errors: String

    /// Validates files that are in memory.
    init(_ schema: CompositionSchema, _ files: [(name: String, text: String)]) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tutti-schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files + [(schema.fileName, schema.text)] {
            try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
        }
        // Files and no pipes: nobody has to read while it runs.
        let output = folder.appendingPathComponent("output")
        let errors = folder.appendingPathComponent("errors")
        for url in [output, errors] { try Data().write(to: url) }
        let handles = try [output, errors].map { try FileHandle(forWritingTo: $0) }
        // A handle that nobody holds any more closes its descriptor, in a release build as soon as it was read.
        exitCode = try withExtendedLifetime(handles) {
            try ChildProcess(
                Examples.root.appendingPathComponent("scripts/validate-schema").path,
                [schema.fileName] + files.map(\.name),
                in: folder.path, output: handles[0].fileDescriptor, errors: handles[1].fileDescriptor
            ).wait()
        }
        refusals = try String(contentsOf: output, encoding: .utf8).split(separator: "\n").map(String.init)
        self.errors = try String(contentsOf: errors, encoding: .utf8)
    }

    /// The names of the files that have a document that the schema refuses.
    var refused: Set<String> { Set(refusals.map { String($0.prefix { $0 != ":" }) }) }
}
