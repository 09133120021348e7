import Testing
import TuttiComposition
import TuttiPlan

/// What is no YAML is said in plain words, at its place: every way in which libyaml stops.
@Suite struct YAMLMistakesTests {
    @Test(arguments: [
        // Signs that begin nothing.
        ("summary: ▸@x", "a value can't begin with `@`"),
        ("summary: ▸`x`", "a value can't begin with ```"),
        ("summary: ▸%x", "a value can't begin with `%`"),
        ("summary: [ ▸|x ]", "a value can't begin with `|`"),
        ("a:\n▸\tb: c", "a tab can't be used for indentation"),
        ("a:\n  b: c\n▸\td: e", "a tab can't be used for indentation"),
        ("a:\n  - b\n ▸\tc", "a tab can't be used for indentation"),
        ("a: |\n▸\tb", "a tab can't be used for indentation"),
        // Signs where none can stand.
        ("a: b▸: c", "`: ` can't stand inside a value that is not quoted"),
        ("a: ▸- b", "`- ` can't stand here"),
        ("a: ▸? b", "`? ` can't stand here"),
        ("a: [b▸:, c]", "a value is missing between `:` and `,`"),
        ("a: {b▸:[c], d: e}", "a value is missing between `:` and `[`"),
        // Keys without a colon.
        ("a: b\nc\n▸d: e", "a `:` is missing after the key"),
        ("a: b\n\"c\"\n▸d: e", "a `:` is missing after the key"),
        ("a: b\n'c''s'\n▸d: e", "a `:` is missing after the key"),
        ("a: b\n\"c\" ▸, d", "a `:` is missing after the key"),
        ("a: b\n&c d\n▸e: f", "a `:` is missing after the key"),
        // Quotes.
        ("a: ▸\"b\nc: d", "this quote is not closed"),
        ("a: ▸'it''s\nc: d", "this quote is not closed"),
        ("a: ▸\"b\\\"\nc: d", "this quote is not closed"),
        ("a: ▸\"b\\\n  c\\\\x", "this quote is not closed"),
        ("a: ▸\"b\n---\nendpoint: GET /y\ncalls: { a: { service: users, get: /x } }", "this quote is not closed"),
        ("a: \"▸\\d+\"", "YAML has no such escape in double quotes"),
        ("a: \"b\n  ▸\\d+\"", "YAML has no such escape in double quotes"),
        ("a: \"\\u▸12\"", "this escape is not finished"),
        ("a: \"\\U▸0001F60\"", "this escape is not finished"),
        ("a: \"\\\\\\x▸", "this escape is not finished"),
        ("a: \"\\u▸d83d\\ude00\"", "YAML has no such character: it writes one beyond U+FFFF as one escape, not as two"),
        ("a: \"\\U▸00110000\"", "YAML has no such character: it writes one beyond U+FFFF as one escape, not as two"),
        // Anchors, aliases and tags.
        ("a: &▸", "YAML takes a value that begins with `&` or `*` for an anchor or an alias"),
        ("a: *b▸.c", "YAML takes a value that begins with `&` or `*` for an anchor or an alias"),
        ("a: ▸*b", "a value can't begin with `*`: YAML takes it for an alias"),
        ("a: &b c\nd: ▸*e", "a value can't begin with `*`: YAML takes it for an alias"),
        ("a: ▸!b!c d", "tags (`!name`) are not read"),
        ("a: !<b▸ c", "tags (`!name`) are not read"),
        ("a: [ &b ▸}", "a `]` or `,` is missing"),
        // Blocks.
        ("a: |▸0\n  b", "after `|` or `>` stand `+` or `-` and a digit from 1 to 9, or nothing"),
        ("a: > ▸b\n  c", "after `|` or `>` stand `+` or `-` and a digit from 1 to 9, or nothing"),
        // What doesn't fit what is before it.
        ("a: \"b\" ▸c", "this line fits neither the mapping nor the value before it"),
        ("{a: b}: c\n▸]", "this line fits neither the mapping nor the value before it"),
        ("- a\n▸b: c", "this line doesn't belong to the list before it"),
        ("a: {b: c\nd▸: e", "a `}` or `,` is missing"),
        ("a: {b: c▸", "a `}` or `,` is missing"),
        ("a: [b, {c: d}, \"e\" ▸f]", "a `]` or `,` is missing"),
        ("a: [b▸", "a `]` or `,` is missing"),
        ("a: ▸]", "a value is missing here"),
        ("{a: b} ▸c", "this can't follow what is before it"),
        // Directives.
        ("▸%YAML 9.9\n---\na: b", "this version of YAML is not read"),
        (
            "%YAML 1.2\n▸%YAML 1.2\n---\na: b",
            "a line that begins with `%` is a directive of YAML, and this one can't be read"
        ),
        ("%YAML▸\n---\na: b", "a line that begins with `%` is a directive of YAML, and this one can't be read"),
        ("%b▸ c\n---\na: b", "a line that begins with `%` is a directive of YAML, and this one can't be read"),
        ("%TAG ▸x\n---\na: b", "a line that begins with `%` is a directive of YAML, and this one can't be read"),
        ("a: b▸\u{7}", "control characters can't stand in YAML"),
        ("a: b\u{2028}c: ▸\u{7F}", "control characters can't stand in YAML"),
    ])
    func isSaidAtItsPlace(marked: String, message: String) {
        let marked = MarkedText(marked)
        let result = Sample.load(marked.text)
        let mistakes = result.diagnostics.filter { $0.code == .yamlSyntax }
        #expect(mistakes.map { "\($0.position.line):\($0.position.column)" } == marked.places, "\(result.rendered)")
        #expect(mistakes.map(\.message) == [message])
    }

    private static let good = "endpoint: GET /x\ncalls: { user: { service: users, get: /x } }\n"
    private static let unknown = "endpoint: GET /y\ncalls: { user: { service: nobody, get: /x } }\n"

    /// Each of these documents can't be read to its end; the one behind it can.
    @Test(arguments: [
        "a: \"b\n", "a: 'b\n", "a: [b\n", "a: {b\n", "a: b: c\n", "@\n", "a: \u{7}\n", "\u{7}\n", "a: *b\n",
        "a: &b [*b]\n", "a: |0\n  b\n",
        "\tb\n", "]\n", "%YAML 9.9\n---\na: b\n", "%b\n---\n[\n", "a: b\n%c\n",
        "a: [" + String(repeating: "[", count: 300) + "\n",
        String(repeating: "a: b\n", count: 20),
    ])
    func aMistakeCostsNoOtherDocument(damaged: String) {
        let alone = Sample.load(damaged).diagnostics.map(\.code)
        let result = Sample.load(
            Self.good + (damaged.hasPrefix("%") ? "...\n" : "---\n") + damaged + "---\n" + Self.unknown)
        #expect(result.diagnostics.map(\.code) == alone + [.unknownService], "\(result.rendered)")
    }

    @Test func aControlCharacterBesideTheMarkOfItsDocumentCostsNoOther() {
        let result = Sample.load(Self.unknown + "--- \u{7}\n---\n" + Self.unknown.replacing("/y", with: "/z"))
        #expect(result.marks == ["2:27 unknown-service", "3:5 yaml-syntax", "6:27 unknown-service"])
    }

    /// `---` begins a document only at the start of a line, and before a blank.
    @Test func onlyALineOfItsOwnBeginsADocument() {
        let result = Sample.load("a: [\n --- \n---x\n'---'\n---\t# here\n" + Self.unknown)
        #expect(result.diagnostics.map(\.code) == [.yamlSyntax, .unknownService])
    }

    @Test func thousandsOfDamagedDocumentsEndAtTheLimit() {
        let result = Sample.load(String(repeating: "---\n\"\n", count: 100_000))
        #expect(result.diagnostics.count == 500)
        #expect(Set(result.diagnostics.map(\.code)) == [.yamlSyntax])
    }

    /// A tag that says what is so without it changes nothing.
    @Test(arguments: ["\"x\"", "'x'", "|\n  x"])
    func theTagOfTextIsNoMistakeBeforeText(text: String) {
        let endpoint = Self.good + "summary: !!str \(text)\n"
        #expect(Sample.load(endpoint).diagnostics.isEmpty)
        #expect(Sample.load(endpoint.replacing("!!str", with: "!!int")).marks == ["3:10 yaml-tag"])
    }
}
