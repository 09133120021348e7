import Foundation
import Testing
import TuttiJSON

@testable import TuttiComposition

/// The schemas have the keys that the compiler reads.
@Suite struct SchemaKeysTests {
    /// Every table of keys of a file, and the keys of its schema; a new table comes here.
    static let places: [(table: KeyTable, keys: [SchemaKey])] = [
        (.gateway, GatewaySchema.keys), (.defaults, GatewaySchema.defaults), (.service, GatewaySchema.serviceKeys),
        (.concurrency, GatewaySchema.concurrency), (.breaker, GatewaySchema.breaker),
        (.endpoint, EndpointSchema.keys), (.call, CallSchema.keys),
        (.serviceRetry, PolicySchemas.retry(ofService: true)), (.callRetry, PolicySchemas.retry(ofService: false)),
        (.test, TestSchema.keys), (.step, TestSchema.stepKeys), (.response, TestSchema.responseKeys),
        (.expectation, TestSchema.expectationKeys),
    ]

    @Test(arguments: places.indices)
    func everyKeyOfTheCompilerIsInTheSchema(index: Int) {
        let (table, keys) = Self.places[index]
        let known = Set(table.keys + table.later)
        #expect(known.subtracting(keys.map(\.name)) == [], "\(table.place)")
    }

    @Test(arguments: places.indices)
    func theCompilerKnowsEveryKeyOfTheSchema(index: Int) {
        let (table, keys) = Self.places[index]
        let known = Set(table.keys + table.later)
        #expect(Set(keys.map(\.name)).subtracting(known) == [], "\(table.place)")
    }

    /// Keys of tests are in docs/testing.md, all others in docs/language.md; those of gateway.yaml in its example with comments.
    @Test(arguments: places.indices)
    func everyKeyIsInItsReference(index: Int) throws {
        let table = Self.places[index].table
        let text = try ["language", "testing"].map {
            try String(contentsOf: Examples.root.appendingPathComponent("docs/\($0).md"), encoding: .utf8)
        }.joined()
        for key in table.keys {
            let isInExample = index < 2 && (text.contains("\n\(key): ") || text.contains("\n  \(key): "))
            #expect(isInExample || text.contains("`\(key)`") || text.contains("`\(key):"), "\(key) of \(table.place)")
        }
    }

    @Test(arguments: CompositionSchema.allCases)
    func everyMappingRefusesOtherKeysAndDescribesItsOwn(schema: CompositionSchema) throws {
        let root = JSONValue.node(try JSONDocument(parsing: Array(schema.text.utf8)).root)
        #expect(root.member("$schema")?.string == "http://json-schema.org/draft-07/schema#")
        var mappings = 0
        var parts = [(place: "", value: root)]
        while let (place, part) = parts.popLast() {
            parts += part.members.map { ("\(place)/\($0.name)", $0.value) }
            parts += part.elements.map { (place, $0) }
            guard part.member("type")?.string == "object", let keys = part.member("properties") else { continue }
            mappings += 1
            // Another schema for the names that the file chooses is as good as none at all.
            #expect(part.member("additionalProperties") != nil, "\(place)")
            for (name, key) in keys.members {
                for keyword in ["description", "markdownDescription"] {
                    #expect(key.member(keyword)?.string?.isEmpty == false, "\(place)/\(name)")
                }
            }
        }
        #expect(mappings > 3)
    }

    @Test func valuesAreWrittenWithTheEscapesTheyNeed() {
        let value: SchemaValue = ["a\"b": [1, 0.5, true, nil, "c\n"], "d": [[:]], "e": ["f": []]]
        #expect(
            value.text() == """
                {
                  "a\\"b": [1, 0.5, true, null, "c\\n"],
                  "d": [
                    {}
                  ],
                  "e": {
                    "f": []
                  }
                }
                """)
    }
}
