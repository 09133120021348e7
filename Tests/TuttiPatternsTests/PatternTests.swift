import Testing
import TuttiPatterns

struct PatternTests {
    private func match(_ pattern: String, _ text: String) throws -> PatternMatch {
        try Pattern(pattern).match(Array(text.utf8).span, limit: 100_000)
    }

    @Test(arguments: [
        ("^a*$", "aaa"), ("b", "abc"), ("^\\p{Letter}+$", "Straße"), ("^\\p{L}+$", "日本"), ("^\\d{3}$", "123"),
        ("^\\s$", "\u{a0}"), ("^\\s$", "\u{feff}"), ("^[\\s]$", "\u{2029}"), ("^\\S+$", "é"), ("^[^\\S]$", " "),
        ("^\\u{1F600}$", "😀"), ("^\\uD83D\\uDE00$", "😀"), ("^\\x41\\u0042$", "AB"), ("^\\cA$", "\u{1}"),
        ("^(?<year>\\d{4})-\\k<year>$", "2026-2026"), ("^(a)\\1$", "aa"), ("^.$", "😀"), ("^[[:a]+$", ":a["),
        ("^(?:a|b)+?$", "abab"), ("^(?=.*\\d)(?!.*z).+$", "ab1"), ("\\bfoo\\b", "a foo b"), ("^[\\b]$", "\u{8}"),
        ("^$", ""), ("^\\0$", "\0"), ("^\\/\\-$", "/-"), ("^\\p{Script=Greek}+$", "αβγ"), ("^a#b c$", "a#b c"),
    ])
    func isFoundAsInJavaScript(pattern: String, text: String) throws {
        #expect(try match(pattern, text) == .found)
    }

    @Test(arguments: [
        ("^a*$", "aaab"), ("^a$", "a\n"), ("^\\d$", "٣"), ("^\\w$", "é"), ("^\\S$", "\u{a0}"), ("^.$", "\u{2028}"),
        ("^[]$", ""), ("^\\v$", "\n"), ("A", "a"),
    ])
    func isNotFoundAsInJavaScript(pattern: String, text: String) throws {
        #expect(try match(pattern, text) == .notFound)
    }

    @Test(arguments: [
        "(", "[a", "a**", "(?R)", "(?>a)", "(?i)a", "(*UTF)a", "(*LIMIT_MATCH=1)a", "a++", "\\A", "\\z", "\\Q", "\\K",
        "\\R", "\\",
        "\\x4", "\\u12", "\\ud800", "\\u{110000}", "\\p{Nonsense}", "\\p", "\\c1", "(?<>a)", "(?P<n>a)", "(?C)", "\\a",
        "\\e", "[b-a]",
        "\\01", "a{2}+", "(?", "\\k<none>", "\\2(a)",
    ])
    func isRefused(pattern: String) {
        #expect(throws: PatternError.self) { try Pattern(pattern) }
    }

    @Test func givesUpWhereTryingHasNoEnd() throws {
        #expect(try match("^(a+)+$", String(repeating: "a", count: 40) + "b") == .tooMuchWork)
        #expect(try match("^(a|a)*$", String(repeating: "a", count: 100_000)) == .tooMuchWork)
    }

    @Test func matchesAfterItGaveUp() throws {
        let pattern = try Pattern("^(a+)+$")
        #expect(pattern.match(Array((String(repeating: "a", count: 40) + "b").utf8).span, limit: 1000) == .tooMuchWork)
        #expect(pattern.match(Array("aaa".utf8).span, limit: 1000) == .found)
    }
}
