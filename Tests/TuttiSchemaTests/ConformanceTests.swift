import Foundation
import Testing
import TuttiJSON
import TuttiSchema

/// The cases of JSON-Schema-Test-Suite for draft 2020-12.
struct ConformanceTests {
    static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "../../../shared/conformance/json-schema").standardizedFileURL

    static let files = (FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? [])
        .compactMap { $0 as? URL }.filter { $0.pathExtension == "json" }
        .sorted { $0.path < $1.path }

    /// `format.json` is about a format that only says something; in the folder `format`, formats are checked.
    @Test(.enabled(if: !files.isEmpty, "shared/conformance/json-schema is not beside the checkout"))
    func agreesWithTheSuite() throws {
        var (accepted, refused, wrong) = (0, 0, 0)
        for file in Self.files {
            let document = try JSONDocument(parsing: [UInt8](try Data(contentsOf: file)))
            let checksFormats = file.pathComponents.contains("format")
            for group in document.root.elements {
                let about = "\(file.lastPathComponent): \(group.member("description")?.string ?? "")"
                let source = try #require(group.member("schema"))
                let schema: JSONSchema
                do {
                    schema = try JSONSchema(.node(source), checksFormats: checksFormats)
                } catch {
                    wrong += 1
                    Issue.record("\(about): \(error.all)")
                    continue
                }
                for test in group.member("tests")?.elements.map({ $0 }) ?? [] {
                    let data = try #require(test.member("data")).withRawBytes { [UInt8]($0) }
                    let faults = schema.faults(in: try JSONDocument(parsing: data))
                    let isValid = test.member("valid")?.bool == true
                    #expect(
                        faults.isEmpty == isValid, "\(about): \(test.member("description")?.string ?? ""): \(faults)")
                    if faults.isEmpty != isValid { wrong += 1 } else if isValid { accepted += 1 } else { refused += 1 }
                }
            }
        }
        print(
            "JSON-Schema-Test-Suite: \(accepted) accepted, \(refused) refused, \(wrong) otherwise, of \(Self.files.count) files"
        )
        #expect(accepted > 0 && refused > 0)
    }
}
