import Testing
import TuttiComposition
import TuttiPlan

/// Legal files that are long in one way: each took time in proportion to the square of its length, minutes for some.
///
/// A tenth of what the limits allow, which was slow enough to be noticed.
@Suite struct LongFilesTests {
    private static let scale = 1

    private static func list(_ count: Int, _ element: (Int) -> String) -> String {
        (0..<(count * scale)).map(element).joined(separator: ",")
    }

    private static func endpoint(_ response: String) -> String {
        "endpoint: GET /x\ncalls: { u: { service: users, get: /x } }\nresponse: \(response)\n"
    }

    static let files: [(String, parts: Int)] = [
        (endpoint("\"[\(list(600) { _ in "u" })]\""), 1),
        (endpoint("\"[\(list(3_000) { _ in "u" })]\""), 1),
        (endpoint("\"{\(list(300) { "k\($0): u.a" })}\""), 1),
        (endpoint("\"{\(list(1_000) { "k\($0): u" })}\""), 1),
        (endpoint("\n" + (0..<(6_000 * scale)).map { "  k\($0): u\n" }.joined()), 6_000),
        (endpoint("[\(list(10_000) { _ in "u" })]"), 10_000),
        (endpoint("[\(list(10_000) { _ in "[u, meta.u.status, meta]" })]"), 30_000),
        (endpoint("\"[u,\(list(800) { _ in "meta" })]\""), 1),
    ]

    @Test(arguments: files)
    func areCompiled(_ text: String, _ parts: Int) throws {
        let plan = try #require(Sample.plan(text))
        #expect(plan.calls.map(\.sections.count) == [parts * (parts > 1 ? Self.scale : 1)])
    }

    @Test func aHundredCallsThatReadOneAnotherAThousandTimes() throws {
        let names = (0..<100).map { "c\($0)" }
        var text = "endpoint: GET /x\ncalls:\n  c0: { service: users, get: /x }\n"
        for (last, name) in zip(names, names.dropFirst()) {
            let reads = Array(repeating: last, count: 100 * Self.scale).joined(separator: ",")
            text += "  \(name): { service: users, post: /x, body: \"[\(reads)]\" }\n"
        }
        let plan = try #require(Sample.plan(text))
        #expect(plan.calls.dropFirst().map { $0.inputs.map(\.call) } == (0..<99).map { [$0] })
    }

    @Test func aCallThatReadsAllOthersInManyParts() throws {
        let calls = (0..<99).map { "  c\($0): { service: users, get: /x }\n" }.joined()
        let reads = Self.list(1_000) { "c\($0 % 99)" }
        let text = "endpoint: GET /x\ncalls:\n\(calls)  last: { service: users, post: /x, body: [\(reads)] }\n"
        #expect(try #require(Sample.plan(text)).calls.last?.inputs.count == 99)
    }

    @Test func manyVariablesOfTheEnvironmentInOneText() throws {
        let list = "\"[\(Self.list(1_000) { _ in "${NAME}" })]\""
        #expect(Sample.plan(Self.endpoint(list), environment: ["NAME": "u.name"]) != nil)
    }

    /// Where each stands was worked out from the beginning of the text: 16,000 took 23 s in a release build.
    @Test func manyMissingVariablesInOneText() {
        let list = "'\(Self.list(4_000) { "${NAME\($0)}" })'"
        let result = Sample.load("summary: \(list)\n" + Self.endpoint("u"))
        #expect(result.diagnostics.count == 500)
        #expect(
            result.diagnostics.last?.position.column == 10
                + result.diagnostics.dropLast().reduce(1) { $0 + $1.length + 1 })
    }

    @Test func manyVariablesListedInTheGateway() throws {
        let names = Self.list(5_000) { "N\($0)" }
        let response = "[u, \(Self.list(5_000) { "env.N\($0)" })]"
        let environment = Dictionary(uniqueKeysWithValues: (0..<(5_000 * Self.scale)).map { ("N\($0)", "x") })
        let result = Sample.load(
            Self.endpoint(response), gateway: Sample.gateway + "\nenv: [\(names)]\n", environment: environment)
        #expect(result.plan != nil)
    }

    @Test func unknownNamesAreNotedAtTheFirstPlacesOnly() throws {
        let result = Sample.load(Self.endpoint("[u, \(Self.list(10_000) { _ in "us" })]"))
        let diagnostic = try #require(result.diagnostics.first)
        #expect(result.diagnostics.count == 1)
        #expect(diagnostic.code == .unknownName)
        #expect(diagnostic.related.count == 19)
        #expect(diagnostic.related.last?.message == "and here, and in \(10_000 * Self.scale - 20) more places")
    }

    @Test func manyUnknownNamesAreCapped() {
        let result = Sample.load(Self.endpoint("[u, \(Self.list(2_000) { "unknown\($0)" })]"))
        #expect(result.diagnostics.count == 500)
    }

    /// Each place is far into a line: what stands before it is not counted again for each.
    @Test func manyPlacesInOneLongLine() throws {
        let names = Array(repeating: Self.list(100) { "unknown\($0)" }, count: 20).joined(separator: ",")
        let result = Sample.load(Self.endpoint("[u, \(String(repeating: " ", count: 300_000))\(names)]"))
        let last = try #require(result.diagnostics.last)
        #expect(result.diagnostics.count == 100 * Self.scale)
        #expect(last.position.column > 300_000)
        #expect(last.related.allSatisfy { $0.position.column > last.position.column })
    }
}
