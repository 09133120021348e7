import Testing
import TuttiJSON
import TuttiSchema

/// What a document is told that doesn't fit.
struct FaultTests {
    private func faults(_ schema: String, _ document: String) throws -> [String] {
        let schema = try JSONSchema(.node(try JSONDocument(parsing: Array(schema.utf8)).root))
        return schema.faults(in: try JSONDocument(parsing: Array(document.utf8))).map { "\($0.pointer): \($0.detail)" }
    }

    @Test(arguments: [
        (##"{"type":"integer"}"##, ##""3""##, [": must be an integer"]),
        (##"{"type":["string","null"]}"##, "3", [": must be null or a string"]),
        (##"{"minimum":1,"maximum":100}"##, "0", [": must be at least 1"]),
        (##"{"exclusiveMaximum":1e2}"##, "100", [": must be less than 1e2"]),
        (##"{"multipleOf":0.01}"##, "0.015", [": must be a multiple of 0.01"]),
        (##"{"minLength":2}"##, ##""😀""##, [": must have at least 2 characters"]),
        (##"{"pattern":"^[A-Z]{3}$"}"##, ##""EURO""##, [": must match the pattern ^[A-Z]{3}$"]),
        (
            ##"{"format":"date-time"}"##, ##""yesterday""##,
            [": must be a date and time as in 2026-11-30T12:00:00Z (RFC 3339)"]
        ),
        (##"{"enum":["a","b"]}"##, ##""c""##, [##": must be one of "a", "b""##]),
        (##"{"const":{"a":1}}"##, "{}", [##": must be {"a":1}"##]),
        (##"{"required":["a","b/c"]}"##, ##"{"a":1}"##, [##": "b/c" is missing"##]),
        (##"{"dependentRequired":{"a":["b"]}}"##, ##"{"a":1}"##, [##": "b" is missing, which "a" needs"##]),
        (
            ##"{"properties":{"a/b":{"type":"string"}},"additionalProperties":false}"##, ##"{"a/b":1,"~":2}"##,
            ["/a~1b: must be a string", "/~0: is not allowed"]
        ),
        (##"{"propertyNames":{"maxLength":1}}"##, ##"{"ab":1}"##, ["/ab: has a name that is not allowed"]),
        (
            ##"{"items":{"type":"object","required":["id"]}}"##, ##"[{"id":1},{},3]"##,
            [##"/1: "id" is missing"##, "/2: must be an object"]
        ),
        (##"{"uniqueItems":true}"##, "[1,2,1.0]", [": must not have the same element twice"]),
        (##"{"contains":{"const":1}}"##, "[2]", [": must have at least 1 element of the kind that is asked for"]),
        (##"{"anyOf":[{"type":"null"},{"type":"object","required":["a"]}]}"##, "{}", [##": "a" is missing"##]),
        (
            ##"{"anyOf":[{"type":"null"},{"$ref":"#/$defs/o"}],"$defs":{"o":{"type":"object","required":["a"]}}}"##,
            "3",
            [": must be null or an object"]
        ),
        (
            ##"{"oneOf":[{"minimum":1},{"minimum":2}]}"##, "3",
            [": must fit just one of 2 alternatives, and fits several"]
        ),
        (##"{"not":{"type":"null"}}"##, "null", [": is what must not be there"]),
        (##"{"properties":{"a":{}},"unevaluatedProperties":false}"##, ##"{"a":1,"b":2}"##, ["/b: is not allowed"]),
        ("false", "1", [": is not allowed"]),
        ("true", ##"{"a":1,"a":2}"##, [##": the name "a" is there twice in one object"##]),
        ("true", ##"[{"b":{"a":1,"\u0061":2}}]"##, [##": the name "a" is there twice in one object"##]),
    ])
    func areToldInWords(schema: String, document: String, expected: [String]) throws {
        #expect(try faults(schema, document) == expected)
    }

    @Test func areNoMoreThanTwenty() throws {
        let document = "[" + [String](repeating: "0", count: 1000).joined(separator: ",") + "]"
        #expect(try faults(##"{"items":{"type":"string"}}"##, document).count == 20)
    }

    /// Of names that look the same, each has its own schema: they are told apart by their code points.
    @Test func tellNamesApartThatLookTheSame() throws {
        let schema =
            "{\"properties\":{\"\u{e9}\":{\"type\":\"string\"},\"e\u{301}\":{\"type\":\"integer\"}},"
            + "\"patternProperties\":{\"^\u{e9}x$\":{\"type\":\"string\"},\"^e\u{301}x$\":{\"type\":\"integer\"}}}"
        #expect(
            try faults(schema, "{\"\u{e9}\":\"\",\"e\u{301}\":1,\"\u{e9}x\":\"\",\"e\u{301}x\":1}").isEmpty)
        #expect(try faults(schema, "{\"e\u{301}\":\"\"}") == ["/e\u{301}: must be an integer"])
        #expect(try faults(schema, "{\"e\u{301}x\":\"\"}") == ["/e\u{301}x: must be an integer"])
    }

    @Test func haveNamesWithoutControlCharacters() throws {
        #expect(
            try faults(##"{"additionalProperties":false}"##, ##"{"a\n\u202eb\u007f":1}"##) == [
                ##"/a\u000a\u202eb\u007f: is not allowed"##
            ])
        #expect(
            try faults("true", "{\"\u{202e}\":1,\"\u{202e}\":1}") == [
                ##": the name "\u202e" is there twice in one object"##
            ])
    }

    @Test(arguments: [
        (##"{"const":{"a":1,"b":[1,"x"]}}"##, ##"{"b":[1.0,"\u0078"],"a":1}"##, true),
        (##"{"const":{"a":1}}"##, ##"{"b":1}"##, false),
        (##"{"const":{"a":1}}"##, ##"{"a":1,"b":1}"##, false), (##"{"const":[1,2]}"##, "[1,3]", false),
        (##"{"const":[1,2]}"##, "[1]", false), (##"{"enum":[1,"a",null,[true]]}"##, "[true]", true),
        (##"{"enum":[1,"a",null,[true]]}"##, "[false]", false), (##"{"enum":[1,"a",null]}"##, ##""\u0061""##, true),
        (##"{"enum":[1,"a",null]}"##, "10e-1", true), (##"{"const":""}"##, ##""""##, true),
    ])
    func comeOfValuesThatMeanSomethingElse(schema: String, document: String, fits: Bool) throws {
        #expect(try faults(schema, document).isEmpty == fits)
    }

    @Test(arguments: [
        (
            ##"{"properties":{"a":{"items":{"additionalProperties":{"type":"null"}}}}}"##, ##"{"a":[{"secret":1}]}"##,
            "/a/0/*: must be null"
        ),
        (##"{"additionalProperties":false}"##, ##"{"secret":1}"##, "/*: is not allowed"),
        (##"{"unevaluatedProperties":false}"##, ##"{"secret":1}"##, "/*: is not allowed"),
        (##"{"patternProperties":{"s":{"type":"null"}}}"##, ##"{"secret":1}"##, "/*: must be null"),
        (##"{"propertyNames":{"maxLength":3}}"##, ##"{"secret":1}"##, "/*: has a name that is not allowed"),
        (##"{"properties":{"a":true}}"##, ##"{"a":1,"a":2}"##, ##": the name "a" is there twice in one object"##),
        (##"{"properties":{"a":true}}"##, ##"{"b":1,"b":2}"##, ": a name is there twice in one object"),
        (##"{"required":["a"]}"##, "{}", ##": "a" is missing"##),
    ])
    func tellOnlyNamesOfTheSchemaWhereTheFirstIsAskedFor(schema: String, document: String, fault: String) throws {
        let schema = try JSONSchema(.node(try JSONDocument(parsing: Array(schema.utf8)).root))
        let document = try JSONDocument(parsing: Array(document.utf8))
        var left = 1_000
        let found = schema.firstFault(in: document, at: document.rootPlace, sharing: &left)
        #expect(found.map { "\($0.pointer): \($0.detail)" } == fault)
    }

    @Test func haveShortPointers() throws {
        let name = String(repeating: "é", count: 10_000)
        let fault = try #require(try faults(##"{"additionalProperties":false}"##, "{\"\(name)\":1}").first)
        #expect(fault.utf8.count < 400)
    }
}
