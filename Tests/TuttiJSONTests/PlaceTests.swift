import Testing
import TuttiJSON

struct PlaceTests {
    private func document(_ text: String) throws -> JSONDocument { try JSONDocument(parsing: Array(text.utf8)) }

    @Test func childrenAreWalkedInOrder() throws {
        let document = try document(#"{"a":[1,{"b":2}],"\u0063":"x"}"#)
        var children = document.children(of: document.rootPlace)
        var texts: [String] = []
        while let child = children.next(in: document) {
            texts.append(JSONValue.node(document.node(at: child)).jsonText)
        }
        #expect(texts == [#""a""#, #"[1,{"b":2}]"#, #""\u0063""#, #""x""#])
    }

    @Test(arguments: [
        ("1", true), ("1.0", true), ("10e-1", true), ("1e400", true), ("1.5", false), ("15e-1", false),
        ("1e-400", false), ("0.0e-9", true), ("\"1\"", false),
    ])
    func wholeNumbersAreKnownByTheirValue(text: String, isWhole: Bool) throws {
        let document = try document(text)
        #expect(document.isWhole(at: document.rootPlace) == isWhole)
    }

    @Test func namesAreFoundInATable() throws {
        let table = JSONNameTable(["a", "b", "a", "é", ""])
        #expect(table.names == ["a", "b", "é", ""])
        for (text, index) in [(#""a""#, 0), (#""\u0062""#, 1), (#""é""#, 2), (#""""#, 3), (#""c""#, nil)] {
            let document = try document(text)
            #expect(table.index(of: document.rootPlace, in: document) == index)
        }
    }

    @Test func aRepeatedNameIsFound() throws {
        #expect(try document(#"[{"a":1,"b":{"a":1}},{"c":1,"\u0063":2}]"#).firstRepeatedName != nil)
        #expect(try document(#"[{"a":1,"b":{"a":1}},{"c":1}]"#).firstRepeatedName == nil)
        let many = (0..<50).map { "\"n\($0)\":0" }.joined(separator: ",")
        #expect(try document("{\(many)}").firstRepeatedName == nil)
        #expect(try document("{\(many),\"n7\":1}").firstRepeatedName != nil)
    }

    @Test func equalValuesHaveEqualHashes() throws {
        let nodes = [#"{"a":1.0,"b":["é"]}"#, #"{"b":["\u00e9"],"a":10e-1}"#].compactMap { try? document($0).root }
        #expect(Set(nodes).count == 1)
        #expect(Set([try document("[1,2]").root, try document("[2,1]").root]).count == 2)
    }

    @Test(arguments: [
        ("0.3", "0.1", true), ("1e308", "0.123456789", false), ("1e999", "7", false), ("7e999", "7", true),
        ("0", "1e-400", true),
        ("1e-5", "1", false), ("-6", "4", false), ("123456789012345678901234567890", "10", true),
    ])
    func multiplesAreExact(number: String, divisor: String, isMultiple: Bool) throws {
        let (number, divisor) = (try #require(JSONNumber(number)), try #require(JSONNumber(divisor)))
        #expect(number.isMultiple(of: divisor, digits: 400) == isMultiple)
    }
}
