import Foundation
import Testing
import TuttiComposition

/// The examples in docs/language.md are what they say they are.
@Suite struct LanguageReferenceTests {
    private static let reference = try? String(
        contentsOf: Examples.root.appendingPathComponent("docs/language.md"), encoding: .utf8)

    private static let examples = DocumentedYAML("docs/language.md")
    static let documents = examples.blocks(beginningWith: "endpoint", "route")
    static let gateways = examples.blocks(beginningWith: "services", "listen")

    @Test func thereAreExamples() {
        #expect(Self.documents.count >= 7)
        #expect(Self.gateways.count >= 2)
    }

    @Test(arguments: documents)
    func documentsCompile(text: String) throws {
        let gateway = try #require(Self.gateways.first)
        let result = CompositionLoader(environment: ["REGION": "eu"], isForServing: false).load(files: [
            ("gateway.yaml", gateway), ("a.yaml", text),
        ])
        // The folders and the keys of the examples are nowhere.
        let codes: Set<DiagnosticCode> = [.folderMissing, .keysMissing]
        #expect(result.diagnostics.allSatisfy { codes.contains($0.code) }, "\(result.rendered)")
        #expect(result.plan != nil)
    }

    @Test(arguments: gateways)
    func gatewaysCompile(text: String) {
        let environment = ["REGION": "eu", "ORDERS_URL": "http://orders", "ISSUER_SECRET": "s"]
        let result = CompositionLoader(environment: environment, isForServing: false).load(files: [
            ("gateway.yaml", text)
        ])
        // The certificates and the keys of the examples are nowhere.
        let codes: Set<DiagnosticCode> = [.certificateMissing, .keysMissing]
        #expect(result.diagnostics.allSatisfy { codes.contains($0.code) }, "\(result.rendered)")
        #expect(result.plan != nil)
    }

    /// The help for an unknown function lists all there are.
    @Test func everyFunctionIsListed() throws {
        let rendered = Sample.load(Sample.response("nothing_of_the_kind(user)")).rendered
        let list = try #require(rendered.components(separatedBy: "there are ").last)
        let names = list.split { !$0.isLetter && $0 != "_" }
        #expect(names.count > 40)
        let reference = try #require(Self.reference)
        for name in names { #expect(reference.contains("`\(name)`")) }
    }

    @Test(arguments: DiagnosticCode.allCases)
    func everyKindOfDiagnosticIsListed(code: DiagnosticCode) throws {
        #expect(try #require(Self.reference).contains("`\(code.rawValue)`"))
    }
}
