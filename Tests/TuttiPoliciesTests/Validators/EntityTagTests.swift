import Testing
import TuttiPolicies

/// RFC 9110, 8.8.3.
struct EntityTagTests {
    @Test(arguments: [#""abc""#, #"W/"abc""#, #""""#, #"W/"""#, #""a,b\c'd""#, "\"é\"", #""W/""#])
    func isReadAndWritten(text: String) {
        #expect(EntityTag(text)?.text == text)
    }

    @Test(arguments: [
        "", "abc", "\"", "\"abc", "abc\"", "w/\"abc\"", "W\"abc\"", "W/ \"abc\"", "\"a b\"", "\"a\"b\"", "'abc'",
        "\"a\u{7F}\"", " \"abc\"", "*", "W/",
    ])
    func isNoTag(text: String) {
        #expect(EntityTag(text) == nil)
    }

    /// The table of RFC 9110, 8.8.3.2.
    @Test(
        arguments: [
            (#"W/"1""#, #"W/"1""#, false, true), (#"W/"1""#, #"W/"2""#, false, false),
            (#"W/"1""#, #""1""#, false, true),
            (#""1""#, #""1""#, true, true),
            (#""1""#, #""2""#, false, false), ("\"K\"", "\"\u{212A}\"", false, false),
            ("\"\u{E9}\"", "\"e\u{301}\"", false, false),
        ] as [(String, String, Bool, Bool)])
    func areCompared(a: String, b: String, strongly: Bool, weakly: Bool) throws {
        let a = try #require(EntityTag(a))
        let b = try #require(EntityTag(b))
        #expect(a.matchesStrongly(b) == strongly)
        #expect(a.matchesWeakly(b) == weakly)
        #expect(b.matchesStrongly(a) == strongly)
    }

    @Test func weakenedTagHasTheSameText() {
        #expect(EntityTag(#""abc""#)?.weakened.text == #"W/"abc""#)
        #expect(EntityTag(#"W/"abc""#)?.weakened.text == #"W/"abc""#)
    }

    private static func tags(_ texts: String...) -> EntityTagCondition { .tags(texts.compactMap { EntityTag($0) }) }

    @Test(
        arguments: [
            (["*"], .any), ([" * "], .any), ([#""a""#], tags(#""a""#)),
            ([#""a", W/"b""#, #""c""#], tags(#""a""#, #"W/"b""#, #""c""#)),
            ([#",, "a,b" ,"#], tags(#""a,b""#)), ([#""a" "b""#], tags(#""a""#, #""b""#)),
            ([], nil), ([""], nil), ([","], nil), (["a"], nil), ([#""a", *"#], nil), (["*", "*"], nil), ([#""a"#], nil),
            ([#""a"b"#], nil), ([#""a""b""#], nil),
            ([#"a, "b""#], nil), ([#"W/"a", w/"b""#], nil),
        ] as [([String], EntityTagCondition?)])
    func listIsRead(values: [String], condition: EntityTagCondition?) {
        #expect(EntityTagCondition(values) == condition)
    }

    @Test func theTagOfAFileIsMadeOfItsTimeAndLength() {
        func tag(_ size: Int, _ seconds: Int64, _ nanoseconds: Int64 = 0, _ coding: String? = nil, age: Int64 = 100)
            -> EntityTag
        {
            EntityTag(ofFile: size, seconds: seconds, nanoseconds: nanoseconds, coding: coding, now: seconds &+ age)
        }
        let first = tag(10, 1_700_000_000)
        #expect(!first.isWeak && first == tag(10, 1_700_000_000))
        #expect(EntityTag(first.text) == first)
        let others = [
            tag(11, 1_700_000_000), tag(10, 1_700_000_001), tag(10, 1_700_000_000, 1), tag(10, 1_700_000_000, 0, "br"),
            tag(0, 0), tag(-1, .max), tag(10, .min),
        ]
        for other in others { #expect(!first.matchesWeakly(other)) }
        // What is written in the same moment may leave time and length as they are.
        for age: Int64 in [-5, 0, 1] { #expect(tag(10, 1_700_000_000, age: age).isWeak) }
        #expect(!tag(10, 1_700_000_000, age: 2).isWeak)
    }
}
