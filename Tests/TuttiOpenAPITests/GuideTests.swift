import Foundation
import Testing
import TuttiOpenAPI

/// What docs/openapi.md shows is what is printed.
@Suite struct GuideTests {
    private static let guide = try? String(
        contentsOf: Repository.root.appendingPathComponent("docs/openapi.md"), encoding: .utf8)

    private static let blocks: [String] = (guide ?? "").split(separator: "```json\n").dropFirst().map {
        String($0.prefix(upTo: $0.firstRange(of: "```")?.lowerBound ?? $0.endIndex))
    }

    @Test func thereAreExcerpts() {
        #expect(Self.blocks.count == 2)
    }

    @Test(arguments: blocks)
    func excerptsAreOfTheExamples(block: String) throws {
        func lines(_ text: String) -> String {
            text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }.joined(separator: "\n")
        }
        let text = try Describing(folder: "compositions").document.text
        #expect(lines(text).contains(lines(block)))
    }

    @Test(arguments: ["--title", "--api-version", "--server", "schema", "fields", "meta", "x-tutti-calls", "partial"])
    func theGuideExplains(word: String) throws {
        #expect(try #require(Self.guide).contains(word))
    }
}
