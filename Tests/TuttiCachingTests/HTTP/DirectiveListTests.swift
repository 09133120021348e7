import Testing
import TuttiCaching

struct DirectiveListTests {
    private static func read(_ values: [String]) -> [String] {
        DirectiveList(values).directives.map { directive in
            directive.name + (directive.value.map { "=[\($0)]" } ?? "") + (directive.isMalformed ? "!" : "")
        }
    }

    @Test(
        arguments: [
            (["max-age=3600"], ["max-age=[3600]"]), (["MaX-aGe=1, No-Store"], ["max-age=[1]", "no-store"]),
            ([",, a ,,b,"], ["a", "b"]), (["a", "b=1"], ["a", "b=[1]"]), ([""], []), ([" , "], []),
            ([#"max-age="3600""#], ["max-age=[3600]"]), ([#"a="b, c=1", d"#], ["a=[b, c=1]", "d"]),
            ([#"a="b\"c""#], [#"a=[b"c]"#]),
            // No end of the string: all of the rest is in it.
            ([#"private="a, max-age=5"#], ["private=[a, max-age=5]"]),
            // White space around `=`, and what stands behind a string.
            (["max-age =5"], ["max-age=[5]!"]), (["max-age= 5"], ["max-age=[5]!"]),
            ([#"a="b"c, d"#], ["a=[b]!", "d"]), (["a= "], ["a=[]!"]), (["a="], ["a=[]!"]),
            // What is no directive is passed over.
            (["a b, c"], ["c"]), (["=5, c"], ["c"]), (["\u{212A}=1, max-\u{E4}ge=2, c"], ["c"]), (["ä"], []),
        ] as [([String], [String])])
    func directivesAreRead(values: [String], directives: [String]) {
        #expect(Self.read(values) == directives)
    }

    @Test
    func moreDirectivesThanAreReadAreNoticed() {
        let many = Array(repeating: "a", count: DirectiveList.most)
        #expect(!DirectiveList([many.joined(separator: ",") + ", "]).isCutOff)
        #expect(DirectiveList([many.joined(separator: ","), "no-store"]).isCutOff)
        #expect(ResponseDirectives(DirectiveList([many.joined(separator: ","), "b"])).noStore)
    }

    @Test(
        arguments: [
            ("0", 0), ("3600", 3600), ("007", 7), ("2147483647", 2_147_483_647), ("2147483649", 2_147_483_648),
            ("99999999999999999999999999", 2_147_483_648), ("-1", nil), ("+1", nil), ("1.5", nil), ("1a", nil),
            ("", nil), (" 1", nil), ("'1'", nil), ("\u{661}", nil),
        ] as [(String, Int64?)])
    func secondsAreDigits(text: String, seconds: Int64?) {
        #expect(DeltaSeconds.read(text) == seconds)
    }
}
