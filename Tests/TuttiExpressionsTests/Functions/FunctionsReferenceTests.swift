import Foundation
import Testing
import TuttiExpressions
import TuttiJSON

/// The table of docs/functions.md: each function is there, and each example is what it says.
struct FunctionsReferenceTests {
    private static let page =
        (try? String(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appending(path: "../../../docs/functions.md"), encoding: .utf8)) ?? ""

    /// Signature, example and result of each row.
    static let rows: [(signature: String, example: String, result: String)] = page.split(separator: "\n").compactMap {
        let cells = $0.components(separatedBy: " | ").map {
            $0.trimmingCharacters(in: CharacterSet(charactersIn: "| "))
        }
        guard cells.count == 5, cells[0].hasPrefix("`") else { return nil }
        func code(_ cell: String) -> String {
            cell.hasPrefix("`` ") ? String(cell.dropFirst(3).dropLast(3)) : String(cell.dropFirst().dropLast())
        }
        return (code(cells[0]), code(cells[3]), code(cells[4]))
    }

    @Test(arguments: rows.map(\.example))
    func theExampleIsWhatItSays(example: String) throws {
        let row = try #require(Self.rows.first { $0.example == example })
        let value = try Expression(parsing: example).evaluate(over: .null)
        let expected = JSONValue.node(try JSONDocument(parsing: Array(row.result.utf8)).root)
        #expect(value == expected, "\(value.jsonText)")
        #expect(example.hasPrefix(String(row.signature.prefix { $0 != "(" })) || example == "type(now())")
    }

    @Test func eachFunctionIsThere() throws {
        let error = #expect(throws: ExpressionSyntaxError.self) { try Expression(parsing: "nothing_of_the_kind(a)") }
        let names = (error?.help ?? "").split { !$0.isLetter && $0 != "_" }.dropFirst(2).map(String.init)
        #expect(names.count > 60)
        #expect(names == Self.rows.map { String($0.signature.prefix { $0 != "(" }) })
    }
}
