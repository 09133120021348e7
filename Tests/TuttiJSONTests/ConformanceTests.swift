import Foundation
import Testing
import TuttiJSON

/// The files of JSONTestSuite: `y_` must be accepted, `n_` refused, `i_` either.
struct ConformanceTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/conformance/json-parsing").standardizedFileURL

    static let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []

    @Test(.enabled(if: !files.isEmpty, "shared/conformance/json-parsing is not beside the checkout"))
    func agreesWithTheSuite() throws {
        var accepted = 0
        var refused = 0
        var free = 0
        for file in Self.files {
            let bytes = [UInt8](try Data(contentsOf: file))
            let isAccepted = (try? JSONDocument(parsing: bytes)) != nil
            switch file.lastPathComponent.prefix(2) {
            case "y_":
                #expect(isAccepted, "\(file.lastPathComponent)")
                accepted += 1
            case "n_":
                #expect(!isAccepted, "\(file.lastPathComponent)")
                refused += 1
            case "i_":
                free += 1
            default: break
            }
        }
        print("JSONTestSuite: \(accepted) accepted, \(refused) refused, \(free) either")
        #expect(accepted > 0 && refused > 0)
    }
}
