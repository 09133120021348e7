import Testing
import TuttiComposition

/// What the schemas accept and refuse, as Python's jsonschema reads them.
@Suite struct SchemaTests {
    @Test func acceptTheExamples() throws {
        let files = try Examples.files()
        try expectAccepted(.gateway, files.filter { $0.name == "gateway.yaml" })
        try expectAccepted(.endpoint, files.filter { $0.name != "gateway.yaml" })
    }

    @Test func acceptWhatTheLanguageReferenceShows() throws {
        try expectAccepted(.gateway, Self.named(LanguageReferenceTests.gateways))
        try expectAccepted(.endpoint, Self.named(LanguageReferenceTests.documents))
    }

    @Test func acceptEveryKey() throws {
        try expectAccepted(.gateway, Self.named(SchemaTable.goodGateways))
        try expectAccepted(.endpoint, Self.named(SchemaTable.goodEndpoints + SchemaTable.goodRoutes))
    }

    @Test func refuseWrongGateways() throws {
        let texts = SchemaTable.wrongGateways + SchemaTable.wrongAttempts
        try expectRefused(.gateway, Self.named(texts))
        for text in texts {
            let result = CompositionLoader(environment: [:]).load(files: [("gateway.yaml", text)])
            #expect(result.errorCount > 0, "\(text)")
        }
    }

    @Test func refuseWrongEndpoints() throws {
        let texts = SchemaTable.wrongEndpoints + SchemaTable.wrongCalls + SchemaTable.wrongStatuses
        try expectRefused(.endpoint, Self.named(texts))
        for text in texts { #expect(Sample.load(text).errorCount > 0, "\(text)") }
    }

    @Test func refuseWrongRoutes() throws {
        try expectRefused(.endpoint, Self.named(SchemaTable.wrongRoutes))
        for text in SchemaTable.wrongRoutes { #expect(Sample.load(text).errorCount > 0, "\(text)") }
    }

    @Test func refuseWrongTests() throws {
        try expectRefused(.endpoint, Self.named(SchemaTable.wrongTests))
        for text in SchemaTable.wrongTests { #expect(Sample.load(text).errorCount > 0, "\(text)") }
    }

    private static func named(_ texts: [String]) -> [(name: String, text: String)] {
        texts.enumerated().map { ("\($0.offset).yaml", $0.element) }
    }

    private func expectAccepted(_ schema: CompositionSchema, _ files: [(name: String, text: String)]) throws {
        #expect(!files.isEmpty)
        let result = try SchemaValidator(schema, files)
        #expect(result.refusals == [])
        #expect(result.exitCode == 0, "\(result.errors)")
    }

    private func expectRefused(_ schema: CompositionSchema, _ files: [(name: String, text: String)]) throws {
        let result = try SchemaValidator(schema, files)
        #expect(result.exitCode == 1, "\(result.errors)")
        for (name, text) in files { #expect(result.refused.contains(name), "\(text)") }
    }
}
