import Testing

@testable import FixtureServices

@Suite struct JSONTextTests {
    private func minified(_ text: String) -> String? {
        JSONText.minified(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        (#" { "a" : 1.50 , "b":[ 1 , 2 ] } "#, #"{"a":1.50,"b":[1,2]}"#),
        (#"["a b", "c \" d", "\\" ]"#, #"["a b","c \" d","\\"]"#),
        ("12345678901234567890\n", "12345678901234567890"),
    ])
    func dropsWhiteSpaceOutsideStringsOnly(_ text: String, _ expected: String) {
        #expect(minified(text) == expected)
    }

    @Test(arguments: ["", "{", "[1,]x", "{\"a\" 1}"])
    func refusesWhatIsNotJSON(_ text: String) {
        #expect(minified(text) == nil)
    }

    @Test(arguments: [
        (#"[{"a":[1,2]},"x,y]",-1.0e3]"#, [#"{"a":[1,2]}"#, #""x,y]""#, "-1.0e3"]),
        ("[]", []),
        (#"["\"","{"]"#, [#""\"""#, #""{""#]),
    ])
    func cutsArraysWithoutChangingTheElements(_ text: String, _ expected: [String]) {
        let elements = JSONText.elements(of: Array(text.utf8))
        #expect(elements?.map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test func membersKeepTheirOrder() {
        let members = JSONText.members(of: Array(#"{"b":{"x":":"},"a":19.90}"#.utf8))
        #expect(members?.map(\.name) == ["b", "a"])
        #expect(members?.last.map { String(decoding: $0.value, as: UTF8.self) } == "19.90")
    }

    @Test(arguments: [("a\"b", #""a\"b""#), ("\\", #""\\""#), ("\n\u{1}", #""\u000a\u0001""#), ("é", #""é""#)])
    func quotes(_ text: String, _ expected: String) {
        #expect(JSONText.quoted(text) == expected)
    }
}
