internal import TuttiJSON

extension Microbenchmark {
    /// Reading and writing JSON.
    static let json = [
        Microbenchmark(name: "json-index-20k", iterations: 200) {
            indexing(OrdersDocument.text(atLeast: 20_000, indented: false))
        },
        Microbenchmark(name: "json-index-200b", iterations: 5000) { indexing(SampleResponses.user) },
        Microbenchmark(name: "splice-20k", iterations: 1000, prepare: splicing),
    ]

    private static func indexing(_ text: [UInt8]) -> () throws -> Int {
        { try JSONDocument(parsing: text).root.count }
    }

    /// Writes a response of three documents that are indexed already.
    private static func splicing() throws -> () throws -> Int {
        let sections = try [
            ("user", SampleResponses.user), ("orders", OrdersDocument.text(atLeast: 20_000, indented: false)),
            ("payments", SampleResponses.payments),
        ].map { (name: $0, node: try JSONDocument(parsing: $1).root) }
        return {
            var writer = JSONWriter(reserving: 4096)
            writer.beginObject()
            for section in sections {
                writer.write(name: section.name)
                writer.write(section.node)
            }
            writer.endObject()
            return writer.bytes.count
        }
    }
}
