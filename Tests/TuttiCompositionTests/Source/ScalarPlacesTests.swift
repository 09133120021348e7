import Testing
import TuttiComposition

/// The caret stands at the offending character inside an expression, however YAML writes the scalar.
@Suite struct ScalarPlacesTests {
    @Test(arguments: [
        "[user, orders, ▸usr]",
        "\n  - user\n  - orders\n  - ▸usr.x",
        "\n  a: user\n  b: orders\n  c: user.a ||\n    ▸usr.x",
        "\n  a: user\n  b: orders\n  c: 'user.''a'' || ▸usr'".replacing("user.''a''", with: "''a''"),
        "\n  a: user\n  b: orders\n  c: '''it''''s'' || ▸usr'".replacing("''''s", with: "s"),
        "\n  a: user\n  b: orders\n  c: \"user.\\\"a\\\" || ▸usr\"",
        "\n  a: user\n  b: orders\n  c: \"user.\\x61 || \\u0075ser ||\\t▸usr\"",
        "\n  a: user\n  b: orders\n  c: \"user.a ||\n      ▸usr\"",
        "\n  a: user\n  b: orders\n  c: \"user.a || \\\n      ▸usr\"",
        "\n  a: user\n  b: orders\n  c: \"'é日👩‍👩‍👧' || ▸usr\"",
        "\n  a: user\n  b: orders\n  c: |\n    user.a ||\n      ▸usr ||\n    user.b",
        "\n  a: user\n  b: orders\n  c: |-  # comment\n    user.a ||\n\n    ▸usr",
        "\n  a: user\n  b: orders\n  c: >\n    user.a\n    || ▸usr",
        "\n  a: user\n  b: orders\n  c: >2-\n      user.a\n      || [▸usr]".replacing(">2-", with: ">-"),
        "\n  a: user\n  b: orders\n  c: |2\n      user.a\n      || [▸usr]",
        "\n  a: user\n  b: orders\n  日本: [\"'👩‍👩‍👧'\", ▸usr]",
        "\n  a: user\n  b: orders\n  \"c\": '[''a'',\n\n    ▸usr]'",
    ])
    func findTheName(response: String) {
        let marked = MarkedText(Sample.response(response))
        let result = Sample.load(marked.text)
        #expect(result.marks == marked.places.map { "\($0) unknown-name" }, "\(result.rendered)")
        #expect(result.diagnostics.map(\.length) == [3])
    }

    @Test(arguments: ["\r\n", "\r", "\n", "\u{85}", "\u{2028}"])
    func countLinesAsYAMLDoes(lineEnd: String) {
        let marked = MarkedText(Sample.call("get: /users/{path.▸idd}"))
        let result = Sample.load(marked.text.replacing("\n", with: lineEnd))
        #expect(result.marks == marked.places.map { "\($0) unknown-name" })
    }

    @Test func aByteOrderMarkTakesNoColumn() {
        let result = Sample.load("\u{FEFF}endpiont: GET /x\ncalls: { a: { service: users, get: /x } }\n")
        #expect(result.marks == ["1:1 unknown-key"])
    }
}
