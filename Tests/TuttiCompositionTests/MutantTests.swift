import SeededRandom
import Testing
import TuttiComposition
import TuttiPlan

/// Damaged compositions: whatever stands in a file, there is a plan or an error, and never a crash.
@Suite struct MutantTests {
    private static let pieces: [String] = [
        "\t", "\n", "  ", "{", "}", "[", "]", "'", "\"", "`", ":", ": ", "- ", "|", ">", "&a ", "*a", "!x ", "?", "#",
        "%", "@", "$", "\\",
        "${", "${X}", "${HOME:-", "---\n", "<<: ", "\u{85}", "\u{2028}", "é", "日本", "👩‍👩‍👧", "\u{FEFF}", "\u{7F}", "\r",
        "\r\n", "null", "no", "1e999",
        "0x", "path.", "$.", "\"\\uD800\"", "\u{E000}", "''", "||", "&&", "[]", "each:", "service:", "\0",
    ]

    private static func mutate(_ text: String, with generator: inout SeededGenerator) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let index = Int.random(in: 0...scalars.count, using: &generator)
            let length = min(Int.random(in: 0...12, using: &generator), scalars.count - index)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: scalars.removeSubrange(index..<(index + length))
            case 1:
                scalars.insert(
                    contentsOf: pieces.randomElement(using: &generator)?.unicodeScalars ?? "x".unicodeScalars, at: index
                )
            case 2:
                let other = Int.random(in: 0...scalars.count, using: &generator)
                scalars.insert(contentsOf: Array(scalars[index..<(index + length)]), at: other)
            case 3:
                scalars.replaceSubrange(
                    index..<(index + min(1, length)),
                    with: pieces.randomElement(using: &generator)?.unicodeScalars ?? "x".unicodeScalars)
            default:
                if index < scalars.count { scalars.swapAt(index, Int.random(in: 0..<scalars.count, using: &generator)) }
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    @Test(arguments: 0..<20)
    func giveAPlanOrAnError(batch: Int) throws {
        let examples = try Examples.files()
        let gateway = try #require(examples.first { $0.name == "gateway.yaml" })
        var generator = SeededGenerator(seed: UInt64(batch))
        for _ in 0..<250 {
            let example = try #require(examples.randomElement(using: &generator))
            let mutant = Self.mutate(example.text, with: &generator)
            let files = example.name == gateway.name ? [(gateway.name, mutant)] : [gateway, (example.name, mutant)]
            let result = CompositionLoader(environment: ["HOME": "/"]).load(files: files)
            #expect((result.plan == nil) == (result.errorCount > 0), "\(mutant)")
            for diagnostic in result.diagnostics where diagnostic.length > 0 {
                let lines = diagnostic.sourceLine.count
                #expect(diagnostic.position.column >= 1 && diagnostic.position.column <= lines + 1, "\(mutant)")
            }
            #expect(result.diagnostics.isEmpty == DiagnosticRenderer().text(result.diagnostics).isEmpty)
        }
    }
}
