import SeededRandom
import Testing
import TuttiJSON
import TuttiPlan
import TuttiSchema

/// What `tutti check` knows from a schema holds for every document that fits.
struct SchemaPairsTests {
    @Test func nothingIsSaidThatIsNotSo() throws {
        var numbers = SeededGenerator(seed: 14)
        var (fitting, known) = (0, 0)
        for _ in 0..<3_000 {
            var pairs = SchemaPairs((0..<120).map { _ in UInt8.random(in: 0...255, using: &numbers) })
            let source = pairs.schema()
            guard let schema = try? JSONSchema(source) else { continue }
            if SchemaPairs.isKnown(schema) { known += 1 }
            for _ in 0..<4 {
                let document = try JSONDocument(parsing: pairs.document().jsonBytes)
                if schema.accepts(document) { fitting += 1 }
                let lie = SchemaPairs.lie(about: document, schema)
                #expect(lie == nil, "\(source.jsonText)")
            }
        }
        #expect(fitting > 2_000)
        // What says nothing tells no lies.
        #expect(known > 1_000)
    }
}
