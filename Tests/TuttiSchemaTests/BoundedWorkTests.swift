import SeededRandom
import Testing
import TuttiJSON
import TuttiSchema

/// What no document may do: take more work than its size allows.
struct BoundedWorkTests {
    private func schema(_ text: String) throws -> JSONSchema {
        try JSONSchema(.node(try JSONDocument(parsing: Array(text.utf8)).root))
    }

    private func details(_ schema: JSONSchema, _ document: String) throws -> [String] {
        schema.faults(in: try JSONDocument(parsing: Array(document.utf8))).map(\.detail)
    }

    @Test func alternativesWithinAlternativesHaveAnEnd() throws {
        let tree = try schema(
            ##"{"anyOf":[{"items":{"$ref":"#"},"contains":{"const":0}},{"items":{"$ref":"#"},"contains":{"const":0}}]}"##
        )
        let nested = String(repeating: "[", count: 100) + "1" + String(repeating: "]", count: 100)
        #expect(try details(tree, nested) == ["takes too much work to be checked"])
        #expect(try details(tree, "[0,[0,[0]]]").isEmpty)
    }

    @Test func documentsThatShareTheirWorkHaveAnEndTogether() throws {
        let tree = try schema(
            ##"{"anyOf":[{"items":{"$ref":"#"},"contains":{"const":0}},{"items":{"$ref":"#"},"contains":{"const":0}}]}"##
        )
        let nested = String(repeating: "[", count: 100) + "1" + String(repeating: "]", count: 100)
        let document = try JSONDocument(parsing: Array(nested.utf8))
        var left = 300_000
        func detail(_ document: JSONDocument) -> String? {
            tree.firstFault(in: document, at: document.rootPlace, sharing: &left)?.detail
        }
        let alone = "takes too much work to be checked"
        #expect([detail(document), detail(document)] == [alone, alone])
        #expect(detail(document) == "\(alone), together with what was checked before")
        #expect(left == 0)
        // What takes no more than its bytes allow is still checked.
        #expect(
            detail(
                try JSONDocument(parsing: Array(##"[0,"a long enough text, in which nothing is looked for"]"##.utf8)))
                == nil)
        #expect(left == 0)
    }

    @Test func patternsHaveAnEnd() throws {
        let word = String(repeating: "a", count: 40) + "b"
        let pattern = try schema(##"{"items":{"pattern":"^(a+)+$"}}"##)
        #expect(try details(pattern, "[\"\(word)\"]").count == 1)
        // Also within `not`, where what doesn't match would be let in.
        #expect(try details(try schema(##"{"not":{"pattern":"^(a+)+$"}}"##), "\"\(word)\"").count == 1)
        let many = "[" + [String](repeating: "\"\(word)\"", count: 10_000).joined(separator: ",") + "]"
        #expect(try details(pattern, many).count == 1)
    }

    @Test(arguments: [
        ("[a-z]+@", "a", "!@"), ("\\\\d+-\\\\d+", "7", "!-"), ("\\\\S+@\\\\S+\\\\.\\\\S+", "é", " @."),
    ])
    func patternsThatMayBeginAnywhereHaveAnEnd(pattern: String, character: String, end: String) throws {
        let text = "\"" + String(repeating: character, count: 50_000) + end + "\""
        let ofTexts = try schema("{\"pattern\":\"\(pattern)\"}")
        let ofNames = try schema("{\"patternProperties\":{\"\(pattern)\":true}}")
        #expect(try details(ofTexts, text).first?.hasSuffix("takes too much work") == true)
        #expect(try details(ofNames, "{\(text):1}").first?.hasSuffix("takes too much work") == true)
    }

    @Test func aTextInBase64FitsItsPattern() throws {
        let text = "\"" + String(repeating: "QUJD", count: 4_000) + "\""
        #expect(try details(try schema(##"{"pattern":"^([A-Za-z0-9+/]{4})*$"}"##), text).isEmpty)
    }

    @Test func namesLongerThanTheLongestAreNotLookedAt() throws {
        let members = (0..<100).map { "\"\($0)\(String(repeating: "n", count: 10_000))\":1" }.joined(separator: ",")
        let all = (0..<300).map { "{\"required\":[\"a\($0)\"]}" }.joined(separator: ",")
        // 300 looks at names of 1 MB: 30,000 steps, where each byte would be one for 32 of them.
        #expect(try details(try schema("{\"anyOf\":[\(all),true]}"), "{\(members)}").isEmpty)
    }

    /// A value is compared as far as it is the same, and each comparison is paid for.
    @Test func valuesOfTheSchemaArePaidForAsFarAsTheyAreCompared() throws {
        let large = "[" + (0..<10_000).map(String.init).joined(separator: ",") + "]"
        let constant = try schema("{\"items\":{\"const\":\(large)}}")
        let almost = "[" + (0..<9_999).map(String.init).joined(separator: ",") + ",\"\"]"
        #expect(try details(constant, "[\(large),\(large)]").isEmpty)
        #expect(try details(constant, "[\(large),[1]]").count == 1)
        let often = try schema(
            "{\"oneOf\":[" + [String](repeating: "{\"const\":\(large)}", count: 300).joined(separator: ",") + "]}")
        #expect(try details(often, almost) == ["takes too much work to be checked"])
        #expect(try details(often, "[1]") == ["must fit just one of 300 alternatives"])
    }

    @Test func aRefusedDocumentIsLookedAtAgainWithWhatIsLeft() throws {
        // The first look takes most of the steps, and ends with a fault.
        let alternatives = [String](repeating: ##"{"items":{"type":"string"}}"##, count: 3).joined(separator: ",")
        let numbers = (0..<40_000).map { _ in "\"\"" }.joined(separator: ",")
        let schema = try schema("{\"allOf\":[\(alternatives),{\"minItems\":50000}]}")
        #expect(try details(schema, "[\(numbers)]") == ["must have at least 50000 elements"])
        let more = [String](repeating: ##"{"items":{"type":"string"}}"##, count: 10).joined(separator: ",")
        let longer = try self.schema("{\"allOf\":[\(more),{\"minItems\":50000}]}")
        #expect(try details(longer, "[\(numbers)]") == ["does not fit, and takes too much work to tell where"])
    }

    @Test func numbersOfManyDigitsHaveAnEnd() throws {
        let digits = String(repeating: "7", count: 100_000)
        #expect(try details(try schema(##"{"multipleOf":3}"##), digits) == ["must be a multiple of 3"])
        #expect(try details(try schema(##"{"anyOf":[{"multipleOf":3},{"type":"number"}]}"##), digits).isEmpty)
        #expect(try details(try schema(##"{"multipleOf":7}"##), digits).isEmpty)
        #expect(try details(try schema(##"{"multipleOf":0.01}"##), "1e400").isEmpty)
        #expect(try details(try schema(##"{"multipleOf":7}"##), "1e999999999") == ["must be a multiple of 7"])
        #expect(try details(try schema(##"{"type":"integer","minimum":0}"##), "1e400").isEmpty)
        #expect(try details(try schema(##"{"type":"integer"}"##), "1e-400") == ["must be an integer"])
        #expect(try details(try schema(##"{"type":"integer"}"##), "1.5e1").isEmpty)
    }

    @Test func uniqueElementsOfALargeArrayAreFound() throws {
        let numbers = (0..<50_000).map(String.init).joined(separator: ",")
        let unique = try schema(##"{"uniqueItems":true}"##)
        #expect(try details(unique, "[\(numbers)]").isEmpty)
        #expect(try details(unique, "[\(numbers),49999.0]").count == 1)
    }

    @Test func elementsAreLookedAtBeforeTheyAreCompared() throws {
        let unique = try schema(##"{"uniqueItems":true,"items":{"type":"string"}}"##)
        #expect(
            try details(unique, "[1,1]") == [
                "must be a string", "must be a string", "must not have the same element twice",
            ])
    }

    @Test func aDocumentOfTheGreatestDepthIsChecked() throws {
        let tree = try schema(
            ##"{"allOf":[{"$ref":"#/$defs/t"}],"$defs":{"t":{"type":["array","null"],"items":{"allOf":[{"$ref":"#"}]}}}}"##
        )
        let nested = String(repeating: "[", count: 120) + "null" + String(repeating: "]", count: 120)
        #expect(try details(tree, nested).isEmpty)
    }

    /// Schemas of random keywords, with random documents: nothing but an answer comes of them.
    @Test func randomSchemasAndDocumentsGiveAnAnswer() throws {
        var random = SeededGenerator(seed: 14)
        var (accepted, refused, mistaken) = (0, 0, 0)
        for _ in 0..<3_000 {
            let source = Self.schema(3, &random)
            guard let schema = try? JSONSchema(source) else {
                mistaken += 1
                continue
            }
            for _ in 0..<3 {
                let bytes = Self.value(4, &random).jsonBytes
                if schema.accepts(try JSONDocument(parsing: bytes)) { accepted += 1 } else { refused += 1 }
            }
        }
        #expect(accepted > 0 && refused > 0 && mistaken > 0)
    }

    private static func value(_ depth: Int, _ random: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
        case 0: .null
        case 1: .bool(Bool.random(using: &random))
        case 2: .number(JSONNumber(Int.random(in: -3...3, using: &random)))
        case 3: .number(JSONNumber("1e\(Int.random(in: -400...400, using: &random))") ?? JSONNumber(0))
        case 4, 5: .string(["", "a", "aab", "é", "2026-11-30", "::1"].randomElement(using: &random) ?? "")
        case 6: .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth - 1, &random) })
        default:
            .object(
                JSONObject(
                    ["a", "b", "c"].filter { _ in Bool.random(using: &random) }.map { ($0, value(depth - 1, &random)) })
            )
        }
    }

    private static func schema(_ depth: Int, _ random: inout SeededGenerator) -> JSONValue {
        guard depth > 0, Int.random(in: 0..<8, using: &random) > 0 else { return .bool(Bool.random(using: &random)) }
        var object = JSONObject()
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let single = [
                "additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else",
                "unevaluatedItems",
                "unevaluatedProperties",
            ]
            switch Int.random(in: 0..<9, using: &random) {
            case 0:
                object["type"] = .string(
                    ["string", "number", "integer", "object", "array", "nothing"].randomElement(using: &random) ?? "")
            case 1:
                object[["allOf", "anyOf", "oneOf", "prefixItems"].randomElement(using: &random) ?? ""] = .array([
                    schema(depth - 1, &random), schema(depth - 1, &random),
                ])
            case 2:
                object["properties"] = .object(
                    JSONObject([("a", schema(depth - 1, &random)), ("b", schema(depth - 1, &random))]))
            case 3: object["patternProperties"] = .object(JSONObject([("^[ab]", schema(depth - 1, &random))]))
            case 4: object["$ref"] = .string(["#", "#/properties/a", "#/$defs/a"].randomElement(using: &random) ?? "")
            case 5:
                object[
                    ["minimum", "maxLength", "minItems", "multipleOf", "const"].randomElement(using: &random) ?? ""] =
                    value(0, &random)
            case 6: object["required"] = .array([.string("a")])
            case 7: object["enum"] = .array([value(2, &random), value(2, &random)])
            default: object[single.randomElement(using: &random) ?? ""] = schema(depth - 1, &random)
            }
        }
        return .object(object)
    }
}
