import Foundation
import Testing
import TuttiJSON

/// The files of JSONTestSuite: `y_` must be accepted, `n_` refused, `i_` either, and which of them is said here.
struct ConformanceTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/conformance/json-parsing").standardizedFileURL

    /// Of the cases that are left to each implementation those that are refused: bytes that are not UTF-8.
    static let refusedByChoice: Set<String> = [
        "i_string_UTF-8_invalid_sequence.json", "i_string_invalid_utf-8.json", "i_string_iso_latin_1.json",
        "i_string_lone_utf8_continuation_byte.json", "i_string_not_in_unicode_range.json",
        "i_string_overlong_sequence_2_bytes.json", "i_string_overlong_sequence_6_bytes.json",
        "i_string_overlong_sequence_6_bytes_null.json", "i_string_truncated-utf-8.json", "i_string_utf16BE_no_BOM.json",
        "i_string_utf16LE_no_BOM.json", "i_string_UTF-16LE_with_BOM.json", "i_string_UTF8_surrogate_U+D800.json",
        "i_structure_500_nested_arrays.json",
    ]

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
                #expect(
                    isAccepted != Self.refusedByChoice.contains(file.lastPathComponent), "\(file.lastPathComponent)")
                free += 1
            default: break
            }
        }
        print("JSONTestSuite: \(accepted) accepted, \(refused) refused, \(free) either")
        #expect(accepted > 0 && refused > 0)
    }
}
