import Testing
import TuttiComposition
import TuttiPlan

/// Input that is as large as the limits allow: what comes of it is bounded, whatever the input is.
@Suite struct BoundedWorkTests {
    /// What is said of one file, in both forms, stays below this: nobody reads more, and a terminal shows less.
    private static let outputLimit = 4 << 20

    private static func expectBounded(_ result: LoadResult) {
        #expect(result.diagnostics.count <= 501)
        #expect(result.rendered.utf8.count < outputLimit)
        #expect(DiagnosticRenderer(isColored: true).text(result.diagnostics).utf8.count < outputLimit)
        #expect(DiagnosticRenderer().json(result.diagnostics).utf8.count < outputLimit)
    }

    /// A line of a megabyte stood in the JSON once for each of its mistakes.
    @Test(arguments: ["x", "é", "👩‍👩‍👧", "\u{301}"])
    func manyMistakesInOneLongLine(filling: String) {
        let keys = (0..<600).map { "k\($0): 1" }.joined(separator: ", ")
        let padding = String(repeating: filling, count: 900_000 / filling.utf8.count)
        for text in ["{ \(keys), summary: '\(padding)' }", "{ summary: '\(padding)', \(keys) }"] {
            let result = Sample.load(text)
            #expect(result.diagnostics.count == 500)
            Self.expectBounded(result)
        }
    }

    @Test(arguments: ["x", "é", "e\u{301}", "日"])
    func theCaretStandsBelowItsPlaceInALongLine(filling: String) throws {
        let padding = String(repeating: filling, count: 3_000)
        let result = Sample.load("{ a: '\(padding)', kx: '\(padding)' }")
        let diagnostic = try #require(result.diagnostics.first { $0.message.contains("kx") })
        #expect(diagnostic.position.column == 3_010)
        #expect(diagnostic.length == 2)
        #expect(diagnostic.sourceLine.unicodeScalars.count == 802)
        let column = try #require(diagnostic.columnInSourceLine)
        #expect(diagnostic.sourceLine.dropFirst(column - 1).hasPrefix("kx: "))
        let lines = DiagnosticRenderer().text(diagnostic).split(separator: "\n")
        let before = try #require(lines[1].firstRange(of: "kx:")).lowerBound
        let columns = lines[1][..<before].reduce(0) { $0 + ($1 == "日" ? 2 : 1) }
        #expect(lines[2] == String(repeating: " ", count: columns) + "^~")
    }

    /// A long word stood in messages whole, and in the help of each.
    @Test(arguments: [
        "X: 1", "endpoint: X", "deadline: X", "calls: { X: 1 }", "calls: { a-X: { get: /x } }", "calls: X",
        "calls: { a: { service: X } }", "calls: { a: { get: X } }", "calls: { a: { get: /X } }",
        "calls: { a: { get: \"/{X}\" } }",
        "calls: { a: { service: users, get: /x, accept: X } }", "calls: { a: { headers: { X: 1 } } }", "response: X",
        "response: path.X",
        "response: meta.X", "response: \"{X: X}\"", "response: '{a: X(}'", "response: ${X}", "response: \"${X:-\"",
        "response: X(a)",
        "response: sum('X')", "response: \"`X`\"", "calls: { a: { query: { X: X } } }", "summary: [X]", "X: &X *X",
        "!X a: b", "%X", "@X",
    ])
    func aWordOfAQuarterMegabyte(text: String) {
        let word = String(repeating: "x", count: 1 << 18)
        let result = Sample.load("endpoint: GET /x\n" + text.replacing("X", with: word))
        #expect(!result.diagnostics.isEmpty)
        Self.expectBounded(result)
        #expect(result.diagnostics.allSatisfy { $0.message.utf8.count < 4_000 && ($0.help ?? "").utf8.count < 4_000 })
    }

    /// The names were sorted and compared with for each of the mistakes, and copied for each endpoint.
    @Test func manyUnknownVariablesAmongManyVariables() {
        let names = (0..<100_000).map { "V\($0)" }.joined(separator: ",")
        let endpoints = (0..<2_000).map {
            "endpoint: GET /x\($0)\ncalls: { a: { service: users, get: \"/{env.NO}\" } }\n"
        }
        let result = Sample.load(
            endpoints.joined(separator: "---\n"), gateway: Sample.gateway + "\nenv: [\(names)]\n")
        #expect(result.diagnostics.count == 1_000)
        #expect(Set(result.diagnostics.map(\.code)) == [.missingVariable, .unknownName])
    }

    /// The help of each of five hundred unknown names listed all names there are.
    @Test func manyUnknownNamesAmongLongOnes() {
        let calls = (0..<100).map { "  c\($0)\(String(repeating: "y", count: 8_000)): { service: users, get: /x }\n" }
            .joined()
        let unknown = (0..<600).map { "unknown\($0)" }.joined(separator: ", ")
        Self.expectBounded(Sample.load("endpoint: GET /x\ncalls:\n\(calls)response: [\(unknown)]\n"))
    }

    @Test func manyUnknownServicesAmongManyServices() {
        let services = (0..<10_000).map { "  service\($0): { instances: [\"http://h\"] }\n" }.joined()
        let endpoints = (0..<600).map { "endpoint: GET /x\($0)\ncalls: { a: { service: nosuchservice, get: /x } }\n" }
        let result = Sample.load(endpoints.joined(separator: "---\n"), gateway: "services:\n" + services)
        #expect(result.diagnostics.count == 500)
        Self.expectBounded(result)
    }

    @Test(arguments: [
        ("k", 100_000), ("calls:\n  k", 20_000), ("response:\n  k", 20_000),
        ("calls:\n  a:\n    query:\n      k", 20_000),
    ])
    func manyKeysInOneMapping(opening: String, count: Int) {
        let indentation = String((opening.split(separator: "\n").last ?? "").prefix { $0 == " " })
        let keys = (0..<count).map { "\(indentation)k\($0): 1\n" }.joined()
        let text = "endpoint: GET /x\n" + opening.split(separator: "\n").dropLast().map { $0 + "\n" }.joined() + keys
        Self.expectBounded(Sample.load(text))
    }

    @Test func tenThousandCalls() {
        let calls = (0..<10_000).map { "  c\($0): { service: users, get: /x }\n" }.joined()
        #expect(Sample.load("endpoint: GET /x\ncalls:\n" + calls).marks == ["103:3 too-many-calls"])
    }

    @Test func aFileOfNothingButDocumentMarks() {
        let result = Sample.load(String(repeating: "---\n", count: 1 << 18))
        #expect(result.diagnostics.count == 500)
        #expect(result.diagnostics.allSatisfy { $0.code == .emptyDocument })
        #expect(result.plan != nil)
        Self.expectBounded(result)
    }

    @Test func tenThousandEndpointsInOneFile() {
        let endpoints = (0..<10_000).map { "endpoint: GET /e\($0)\ncalls: { a: { service: users, get: /x } }\n" }
        let result = Sample.load(endpoints.joined(separator: "---\n"))
        #expect(result.plan?.endpoints.count == 10_000)
    }

    @Test func tenThousandEndpointsOfOnePathNameTheFirst() {
        let endpoint = "endpoint: GET /e/{a}\ncalls: { a: { service: users, get: \"/x/{path.a}\" } }\n"
        let result = Sample.load(String(repeating: endpoint + "---\n", count: 9_999) + endpoint)
        #expect(result.diagnostics.count == 500)
        #expect(
            result.diagnostics.allSatisfy { $0.code == .conflictingEndpoint && $0.related.map(\.position.line) == [1] })
        #expect(result.errorCount == 500)
    }

    @Test func aBlockOfAMegabyteIsReadWhereTextMayBeLong() throws {
        let lines = String(repeating: "  a line of text\n", count: 60_000)
        let plan = Sample.plan("endpoint: GET /x\nsummary: |\n\(lines)calls: { a: { service: users, get: /x } }\n")
        #expect(plan != nil)
    }

    @Test(arguments: ["\0", "\u{1}", "\u{7F}", "a: \"\0\"", "endpoint: GET /\0x", "# \0", "\u{FFFE}"])
    func whatYAMLCannotHoldIsAnError(text: String) {
        let result = Sample.load(text)
        #expect(result.plan == nil)
        #expect(!result.rendered.utf8.contains(0))
    }

    @Test(arguments: ["\r\n", "\r", "\n"], ["", "\u{FEFF}"])
    func lineEndsAndAByteOrderMarkChangeNothing(lineEnd: String, mark: String) {
        let text = mark + Sample.response("user").replacing("\n", with: lineEnd)
        #expect(Sample.plan(text.replacing("  orders: { service: orders, get: /orders }\(lineEnd)", with: "")) != nil)
    }
}
