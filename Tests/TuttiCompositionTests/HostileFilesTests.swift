import Testing
import TuttiComposition
import TuttiPlan

/// Files made to cost much, and files that are no composition at all.
@Suite struct HostileFilesTests {
    private static func bomb() -> String {
        let letters = Array("abcdefghijklm")
        var lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
        for (last, next) in zip(letters, letters.dropFirst()) {
            lines.append("\(next): &\(next) [" + Array(repeating: "*\(last)", count: 9).joined(separator: ", ") + "]")
        }
        return lines.joined(separator: "\n")
    }

    @Test func aliasBombsAreRefusedBeforeTheyAreExpanded() {
        #expect(Sample.load(Self.bomb()).marks == ["2:8 yaml-alias"])
    }

    @Test func aliasBombsInKeysAreRefusedBeforeTheyAreHashed() {
        let bomb = Self.bomb().replacing("[*", with: "{? [*").replacing("*a]", with: "*a] : 1}")
        #expect(Sample.load(bomb).marks.first?.hasSuffix("yaml-alias") == true)
    }

    @Test(arguments: ["a: &a [*a]", "a: &a\n  b: *a", "a: &a 1\nb: *a"])
    func aliasesAreRefused(text: String) {
        #expect(Sample.load(text).marks.map { $0.split(separator: " ")[1] } == ["yaml-alias"])
    }

    /// `&` and `*` of expressions look like anchors and aliases, and are none.
    @Test func signsOfExpressionsAreNoAliases() {
        let endpoint = Sample.response(
            "{ a: \"sort_by(orders, &total)\", b: user.a *total, c: \"user.a *user.b\", d: user.x && user.y }")
        #expect(Sample.load(endpoint).marks == ["5:54 unknown-name"])
        let fine = Sample.response("{ a: \"sort_by(orders, &total)\", b: user.a *user.total }")
        #expect(Sample.load(fine).marks.isEmpty)
    }

    @Test(arguments: ["[", "{", "{a: ", "- ", "? ", "[{a: "])
    func deepNestingIsRefused(opening: String) {
        let result = Sample.load(String(repeating: opening, count: 50_000))
        #expect(result.diagnostics.map(\.code) == [.tooDeep])
    }

    @Test func nestingBeyondTheLimitIsNamedWhereItBegins() {
        let open = String(repeating: "[", count: 62)
        let close = String(repeating: "]", count: 62)
        #expect(Sample.load(Sample.response(open + "user, orders" + close)).marks.isEmpty)
        let deeper = Sample.load(Sample.response("[" + open + "[user, orders]" + close + "]"))
        #expect(deeper.diagnostics.map(\.code) == [.tooDeep])
    }

    @Test func aLineOfAMegabyteIsCutInTheExcerpt() {
        let result = Sample.load("endpoint: GET /x\nsumary: " + String(repeating: "x", count: 1_000_000))
        #expect(result.diagnostics.map(\.code) == [.noCalls, .unknownKey])
        #expect(result.rendered.utf8.count < 1_000)
    }

    @Test func diagnosticsOfOneFileAreCapped() {
        let text = "endpoint: GET /x\n" + (0..<2_000).map { "key\($0): 1\n" }.joined()
        let result = Sample.load(text)
        #expect(result.diagnostics.count == 500)
        #expect(result.plan == nil)
    }

    @Test func repeatedKeysAreAllNamedUpToALimit() {
        let few = Sample.load(
            "endpoint: GET /x\n" + String(repeating: "summary: x\n", count: 9)
                + "calls: { user: { service: users, get: /x } }\n")
        #expect(few.diagnostics.map(\.code) == Array(repeating: .duplicateKey, count: 8))
        let many = Sample.load("endpoint: GET /x\n" + String(repeating: "summary: x\n", count: 500))
        #expect(many.diagnostics.map(\.code) == [.duplicateKey])
    }

    @Test func anEndpointHasAtMostAHundredCalls() {
        func endpoint(_ count: Int) -> String {
            "endpoint: GET /x\ncalls:\n" + (0..<count).map { "  c\($0): { service: users, get: /x }\n" }.joined()
        }
        #expect(Sample.plan(endpoint(100))?.calls.count == 100)
        #expect(Sample.load(endpoint(101)).marks == ["103:3 too-many-calls"])
    }

    @Test func textWithPlaceholdersIsBounded() {
        let path = "/" + String(repeating: "{query.x}", count: 2_000)
        #expect(Sample.load(Sample.call("get: \"\(path)\"")).marks == ["5:10 text-too-long"])
    }

    /// libyaml compares each with all before it: a file of the largest size took 7 s.
    @Test func manyTagDirectivesAreRefused() {
        func file(_ count: Int) -> String {
            (0..<count).map { "%TAG !a\($0)! tag:x\n" }.joined() + "---\n" + Sample.call("get: /x")
        }
        #expect(Sample.load(file(50)).marks.isEmpty)
        #expect(Sample.load(file(60_000)).marks == ["51:1 yaml-syntax"])
    }

    /// Five hundred unknown parameters were compared with as many as a line of a megabyte holds.
    @Test func thePathOfAnEndpointIsBounded() {
        let path = (0..<2_000).map { "/{p\($0)}" }.joined()
        #expect(
            Sample.load("endpoint: GET \(path)\ncalls: { a: { service: users, get: /x } }\n").marks == [
                "1:11 text-too-long"
            ])
    }

    @Test(arguments: ["", "\n\n", "# a comment\n", "---\n", "\u{FEFF}"])
    func emptyFilesAreAWarning(text: String) {
        let result = Sample.load(text)
        #expect(result.diagnostics.map(\.code) == [.emptyDocument])
        #expect(result.plan != nil)
    }
}
