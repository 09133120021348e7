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
        try expectAccepted(.endpoint, Self.named(LanguageReferenceTests.endpoints))
    }

    @Test func acceptEveryKey() throws {
        try expectAccepted(.gateway, Self.named(SchemaTable.goodGateways))
        try expectAccepted(.endpoint, Self.named(SchemaTable.goodEndpoints))
    }

    @Test func refuseWrongGateways() throws {
        try expectRefused(.gateway, Self.named(SchemaTable.wrongGateways))
        for text in SchemaTable.wrongGateways {
            let result = CompositionLoader(environment: [:]).load(files: [("gateway.yaml", text)])
            #expect(result.errorCount > 0, "\(text)")
        }
    }

    @Test func refuseWrongEndpoints() throws {
        try expectRefused(.endpoint, Self.named(SchemaTable.wrongEndpoints))
        for text in SchemaTable.wrongEndpoints { #expect(Sample.load(text).errorCount > 0, "\(text)") }
    }

    /// Mistakes of keys that this version does not look into yet: the schema sees them already.
    @Test func refuseWrongUsesOfKeysToCome() throws {
        try expectRefused(.gateway, Self.named(SchemaTable.wrongGatewaysToCome))
        try expectRefused(.endpoint, Self.named(SchemaTable.wrongEndpointsToCome))
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
