import Testing
import TuttiJSON

@Suite struct JSONWhiteSpaceTests {
    @Test(arguments: [
        (#" { "a" : 1.50 , "b":[ 1 , 2 ] } "#, #"{"a":1.50,"b":[1,2]}"#),
        (#"["a b", "c \" d", "\\" ]"#, #"["a b","c \" d","\\"]"#),
        ("12345678901234567890\n", "12345678901234567890"),
    ])
    func dropsWhiteSpaceOutsideStringsOnly(_ text: String, _ expected: String) {
        #expect(String(decoding: JSONWhiteSpace.removed(from: Array(text.utf8)), as: UTF8.self) == expected)
    }
}
