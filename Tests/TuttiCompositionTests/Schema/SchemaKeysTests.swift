import Foundation
import Testing
import TuttiJSON
import TuttiPlan

@testable import TuttiComposition

/// What the documentation, the schemas and the readers make of the declarations of keys.
@Suite struct SchemaKeysTests {
    private static let references = KeyReference.all

    @Test(arguments: references.indices)
    func everyKeyIsInItsReference(index: Int) {
        let reference = Self.references[index]
        for key in reference.table.keys {
            #expect(reference.row(of: key.name) != nil, "\(key.name) of \(reference.table.place)")
        }
    }

    @Test(arguments: references.indices)
    func theReferenceHasNoOtherKey(index: Int) {
        let reference = Self.references[index]
        for name in reference.rows.flatMap(\.keys) {
            // `retry` of a service and of a call have one table.
            let isKnown = reference.table.contains(name) || name == RetryKeys.budget.name
            #expect(isKnown, "\(name) of \(reference.table.place)")
        }
    }

    @Test(arguments: references.indices)
    func everyDefaultIsInItsReference(index: Int) throws {
        let reference = Self.references[index]
        for key in reference.table.keys {
            guard let standard = key.writtenDefault else { continue }
            let row = try #require(reference.row(of: key.name))
            var words = [standard.text().filter { $0 != "\"" }]
            if case .bool(false) = standard { words += ["never", "none", "not at all"] }
            let text = try #require(row.standard, "\(key.name) of \(reference.table.place)")
            #expect(words.contains(where: text.contains), "\(key.name) of \(reference.table.place): \(words)")
        }
    }

    @Test(arguments: references.indices)
    func everyBoundIsInItsReference(index: Int) throws {
        let reference = Self.references[index]
        for key in reference.table.keys {
            guard let bounds = key.bounds else { continue }
            let row = try #require(reference.row(of: key.name))
            let words = "\(Self.grouped(bounds.lowerBound)) to \(Self.grouped(bounds.upperBound))"
            #expect(row.meaning.contains(words), "\(key.name) of \(reference.table.place): \(words)")
        }
    }

    /// `10000` as `10,000`.
    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.indices.map { index in
            String(digits[index]) + ((digits.count - index) % 3 == 1 && index + 1 < digits.count ? "," : "")
        }.joined()
    }

    @Test(arguments: references.indices)
    func everyNameMeansOneThing(index: Int) {
        let table = Self.references[index].table
        #expect(Set(table.names).count == table.names.count, "\(table.place)")
        for key in table.keys {
            for name in key.formerNames + key.foreign.flatMap(\.names) {
                #expect(!table.contains(name), "\(name) of \(table.place)")
            }
        }
    }

    @Test func defaultsOfAServiceCanBeWrittenOut() throws {
        let plain = try plan(services: "retry: {}, breaker: {}, concurrency: {}, follow: false")
        let service = Self.defaults(ServiceKeys.table, except: ["retry"])
        let retry = Self.defaults(RetryKeys.serviceTable, except: ["on"])
        let breaker = Self.defaults(BreakerKeys.table)
        let concurrency = Self.defaults(ConcurrencyKeys.table)
        let written = try plan(
            services: "\(service), retry: { \(retry) }, breaker: { \(breaker) }, concurrency: { \(concurrency) }")
        #expect(written.services == plain.services)
        let on = try #require(RetryKeys.on.writtenDefault?.text())
        let retried = try #require(try plan(services: "retry: { on: \(on) }").services.first?.retry)
        #expect(retried.reasons == RetryPolicy.standard.reasons)
        #expect(retried.statuses.flatMap(Array.init) == RetryPolicy.standard.statuses.flatMap(Array.init))
    }

    @Test func defaultsOfTheGatewayCanBeWrittenOut() throws {
        let plain = try plan(services: "").settings
        let text = """
            \(Self.defaults(GatewayKeys.table).replacing(", ", with: "\n"))
            defaults: { \(Self.defaults(DefaultsKeys.table)) }

            """
        let written = try plan(services: "", before: text).settings
        #expect(written.listeners == plain.listeners)
        #expect(written.deadline == plain.deadline)
        #expect(written.maximumRequestBody == plain.maximumRequestBody)
        #expect(written.maximumCalls == plain.maximumCalls)
        #expect(written.cacheMemory == plain.cacheMemory)
    }

    @Test func defaultsOfACallCanBeWrittenOut() throws {
        let plain = try call("each: path.ids, key: id")
        let written = try call("each: path.ids, key: id, \(Self.defaults(CallKeys.table, except: ["select"]))")
        #expect(written.accept == plain.accept)
        #expect(written.isRequired == plain.isRequired)
        #expect(written.bodyKind == plain.bodyKind)
        #expect(written.each?.batch == plain.each?.batch)
        #expect(written.each?.many == plain.each?.many)
        #expect(written.each?.atMost == plain.each?.atMost)
        #expect(written.each?.parallel == plain.each?.parallel)
    }

    /// The keys with their defaults, in one line.
    private static func defaults(_ table: KeyTable, except: Set<String> = []) -> String {
        table.keys.filter { !except.contains($0.name) }.compactMap { key in
            key.writtenDefault.map { "\(key.name): \($0.text())" }
        }.joined(separator: ", ")
    }

    private func plan(services keys: String, before: String = "") throws -> GatewayPlan {
        let text = before + "services: { a: { instances: [http://a], \(keys) } }"
        let result = CompositionLoader(environment: [:]).load(files: [("gateway.yaml", text)])
        return try #require(result.plan, "\(result.rendered)")
    }

    private func call(_ keys: String) throws -> CallPlan {
        let result = CompositionLoader(environment: [:]).load(files: [
            ("gateway.yaml", "services: { a: { instances: [http://a] } }"),
            ("a.yaml", "endpoint: GET /{ids}\ncalls: { b: { service: a, get: \"/{each}\", \(keys) } }"),
        ])
        return try #require(result.plan?.endpoints.first?.calls.first, "\(result.rendered)")
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
