import Testing

@testable import TuttiPolicies

/// Values of `Idempotency-Key` as clients send them.
@Suite struct IdempotencyKeyTests {
    @Test(arguments: [
        ("8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
        ("\"8e03978e\"", "8e03978e"), ("a", "a"), ("\"a\"", "a"), (#""a\"b\\c""#, #"a"b\c"#), ("a,b c", "a,b c"),
        ("a\"", "a\""), (String(repeating: "k", count: 255), String(repeating: "k", count: 255)),
        ("\"" + String(repeating: "k", count: 255) + "\"", String(repeating: "k", count: 255)),
    ])
    func aKeyIsReadWithAndWithoutQuotes(value: String, text: String) throws {
        #expect(try #require(IdempotencyKey([value])).text.utf8.elementsEqual(text.utf8))
    }

    @Test(arguments: [
        [], [""], ["a", "a"], ["\"\""], ["\""], ["\"a"], ["\"a\" "], ["\"a\", \"b\""], ["\"a\";x=1"], [#""a\""#],
        [#""\x""#],
        [String(repeating: "k", count: 256)], ["schlüssel"], ["a\tb"], ["a\u{7F}"], ["\u{0}"], ["\"a\"b\""],
    ])
    func whatIsNoKeyIsNone(values: [String]) {
        #expect(IdempotencyKey(values) == nil)
    }
}
