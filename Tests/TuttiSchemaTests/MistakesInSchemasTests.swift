import Testing
import TuttiJSON
import TuttiSchema

/// What is wrong with schemas, and where.
struct MistakesInSchemasTests {
    private func schema(_ text: String) throws -> JSONSchema {
        try JSONSchema(.node(try JSONDocument(parsing: Array(text.utf8)).root))
    }

    @Test(arguments: [
        (##"{"type":"int"}"##, ["type"], ##""int" is no type"##),
        (##"{"type":["string","text"]}"##, ["type", "1"], ##""text" is no type"##),
        (##"{"minimum":"1"}"##, ["minimum"], "minimum is a number, and not a string"),
        (##"{"exclusiveMinimum":true}"##, ["exclusiveMinimum"], "exclusiveMinimum is a number, and not a boolean"),
        (##"{"multipleOf":0}"##, ["multipleOf"], "multipleOf is more than 0"),
        (##"{"minLength":-1}"##, ["minLength"], "minLength is a whole number, 0 or more"),
        (##"{"properties":{"a":3}}"##, ["properties", "a"], "a schema is an object or a boolean, and not a number"),
        (
            ##"{"properties":{"a":{"required":true}}}"##, ["properties", "a", "required"],
            "required is a list of names, and not a boolean"
        ),
        (##"{"items":[{}]}"##, ["items"], "items is one schema, for all elements"),
        (##"{"pattern":"["}"##, ["pattern"], "the pattern can't be used: a [ has no ] behind it"),
        (
            ##"{"patternProperties":{"(":true}}"##, ["patternProperties", "("],
            "the pattern can't be used: missing closing parenthesis"
        ),
        (##"{"$ref":"#/$defs/none"}"##, ["$ref"], "the schema has nothing at #/$defs/none"),
        (##"{"$ref":"#none"}"##, ["$ref"], "there is no $anchor none"),
        (##"{"$ref":"https://example.com/a.json"}"##, ["$ref"], "nothing here has the $id https://example.com/a.json"),
        (##"{"$ref":"#"}"##, [], "the schema comes back to itself for the same value, and would never end"),
        (
            ##"{"$defs":{"a":{"allOf":[{"$ref":"#/$defs/b"}]},"b":{"$ref":"#/$defs/a"}}}"##, ["$defs", "b"],
            "the schema comes back to itself for the same value, and would never end"
        ),
        (##"{"allOf":[]}"##, ["allOf"], "allOf is a list of at least one schema"),
        (##"{"enum":"a"}"##, ["enum"], "enum is a list of values, and not a string"),
        (
            ##"{"$schema":"http://json-schema.org/draft-07/schema#"}"##, ["$schema"],
            "schemas are of draft 2020-12, and not of http://json-schema.org/draft-07/schema#"
        ),
        (##"{"$id":"a#b"}"##, ["$id"], "$id has no fragment"),
        (##"{"$anchor":"#a"}"##, ["$anchor"], "$anchor is a name of letters, digits, -, _ and ., without a #"),
        ("3", [], "a schema is an object or a boolean, and not a number"),
        (##"{"const":{"a":1,"a":2}}"##, [], ##"the name "a" is there twice in one object"##),
    ])
    func areToldWithTheirPlace(text: String, path: [String], message: String) throws {
        let mistakes = #expect(throws: SchemaMistakes.self) { try schema(text) }
        let found = try #require(mistakes?.all.first { !$0.isWarning })
        #expect(found.path == path)
        #expect(found.message == message)
    }

    @Test(arguments: [
        (##"{"minimun":1}"##, "did you mean minimum?"),
        (##"{"nullable":true}"##, "write type: [string, 'null']"),
        (##"{"dependencies":{}}"##, "write dependentRequired or dependentSchemas"),
        (##"{"format":"hostname"}"##, "checked are date-time, date, time, email, uri, uuid, ipv4, ipv6"),
    ])
    func areWarnedOfWhereTheSchemaCanBeUsed(text: String, help: String) throws {
        #expect(try schema(text).warnings.map(\.help) == [help])
    }

    @Test func maySayAnythingBehindX() throws {
        #expect(try schema(##"{"x-team":"orders","title":"T","$comment":"c"}"##).warnings.isEmpty)
    }

    @Test func areNoMoreThanTwenty() throws {
        let properties = (0..<100).map { "\"p\($0)\":{\"type\":\"int\"}" }.joined(separator: ",")
        let mistakes = #expect(throws: SchemaMistakes.self) { try schema("{\"properties\":{\(properties)}}") }
        #expect(mistakes?.all.count == 20)
    }
}
