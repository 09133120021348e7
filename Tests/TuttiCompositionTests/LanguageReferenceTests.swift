import Foundation
import Testing
import TuttiComposition

/// The examples in docs/language.md are what they say they are.
@Suite struct LanguageReferenceTests {
    private static let reference = try? String(
        contentsOf: Examples.root.appendingPathComponent("docs/language.md"), encoding: .utf8)

    /// The YAML blocks, without their fences.
    private static let blocks: [String] = {
        var blocks: [String] = []
        var block: [Substring]?
        for line in (reference ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "```yaml" {
                block = []
            } else if line == "```", let lines = block {
                blocks.append(lines.joined(separator: "\n") + "\n")
                block = nil
            } else {
                block?.append(line)
            }
        }
        return blocks
    }()

    private static func begins(_ block: String, with keys: String...) -> Bool {
        let first = block.split(separator: "\n").first { !$0.hasPrefix("#") } ?? ""
        return keys.contains { first.hasPrefix($0 + ":") }
    }

    private static let endpoints = blocks.filter { begins($0, with: "endpoint") }
    private static let gateways = blocks.filter { begins($0, with: "services", "listen") }

    @Test func thereAreExamples() {
        #expect(Self.endpoints.count >= 5)
        #expect(Self.gateways.count >= 2)
    }

    @Test(arguments: endpoints)
    func endpointsCompile(text: String) throws {
        let gateway = try #require(Self.gateways.first)
        let result = CompositionLoader(environment: ["REGION": "eu"]).load(files: [
            ("gateway.yaml", gateway), ("a.yaml", text),
        ])
        #expect(result.rendered.isEmpty)
        #expect(result.plan != nil)
    }

    @Test(arguments: gateways)
    func gatewaysCompile(text: String) {
        let result = CompositionLoader(environment: ["REGION": "eu", "ORDERS_URL": "http://orders"]).load(files: [
            ("gateway.yaml", text)
        ])
        #expect(result.rendered.isEmpty)
        #expect(result.plan != nil)
    }

    @Test(arguments: DiagnosticCode.allCases)
    func everyKindOfDiagnosticIsListed(code: DiagnosticCode) throws {
        #expect(try #require(Self.reference).contains("`\(code.rawValue)`"))
    }
}
