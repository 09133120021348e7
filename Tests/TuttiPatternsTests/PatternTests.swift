import Testing
import TuttiPatterns

struct PatternTests {
    private func match(_ pattern: String, _ text: String) throws -> PatternMatch {
        var allowance = 200_000
        return try Pattern(pattern).match(Array(text.utf8).span, allowance: &allowance)
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

    /// PCRE2's own limit began anew at each place, and took what a repeated class had taken for one step: seconds for 100 kB.
    @Test(arguments: [20_000, 100_000, 1_000_000])
    func givesUpWhereEachPlaceTakesLong(length: Int) throws {
        let (letters, digits) = (String(repeating: "a", count: length), String(repeating: "7", count: length))
        #expect(try match("[a-z]+@", letters + "!@") == .tooMuchWork)
        #expect(try match("\\d+-\\d+", digits + "!-") == .tooMuchWork)
        #expect(try match("\\S+@\\S+\\.\\S+", String(repeating: "é", count: length) + " @.") == .tooMuchWork)
        #expect(try match("^(?:a|[a-z]+b)*!", letters + "?!") == .tooMuchWork)
    }

    @Test func countsWhatAnItemLooksAtInVain() throws {
        let text = String(repeating: String(repeating: "a", count: 999) + "!", count: 100) + "1"
        #expect(try match("[a-z]{1000}1", text) == .tooMuchWork)
        #expect(try match("^(a*)b?a*\\1$", String(repeating: "a", count: 50_000) + "!") == .tooMuchWork)
    }

    @Test func findsALineThatIsTakenApartInGroups() throws {
        let text = String(repeating: "QUJD", count: 25_000)
        #expect(try match("^([A-Za-z0-9+/]{4})*$", text) == .found)
        #expect(try match("^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==)?$", text) == .found)
    }

    @Test func takesOffTheAllowanceWhatItTook() throws {
        let pattern = try Pattern("^[a-z]+$")
        var allowance = 2000
        #expect(pattern.match(Array("abc".utf8).span, allowance: &allowance) == .found)
        #expect((1980..<2000).contains(allowance))
        #expect(pattern.match(Array(repeating: UInt8(ascii: "a"), count: 8000).span, allowance: &allowance) == .found)
        #expect((900..<1000).contains(allowance))
        #expect(
            pattern.match(Array(repeating: UInt8(ascii: "a"), count: 8000).span, allowance: &allowance) == .tooMuchWork)
        #expect(allowance == 0)
    }

    @Test func matchesAfterItGaveUp() throws {
        let pattern = try Pattern("^(a+)+$")
        var allowance = 1000
        let text = String(repeating: "a", count: 40) + "b"
        #expect(pattern.match(Array(text.utf8).span, allowance: &allowance) == .tooMuchWork)
        allowance = 1000
        #expect(pattern.match(Array("aaa".utf8).span, allowance: &allowance) == .found)
    }
}
