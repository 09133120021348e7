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
        func hasOne(_ text: String) throws -> Bool {
            let document = try document(text)
            return document.firstRepeatedName(in: document.rootPlace) != nil
        }
        #expect(try hasOne(#"[{"a":1,"b":{"a":1}},{"c":1,"\u0063":2}]"#))
        #expect(try !hasOne(#"[{"a":1,"b":{"a":1}},{"c":1}]"#))
        let many = (0..<5000).map { "\"n\($0)\":0" }.joined(separator: ",")
        #expect(try !hasOne("{\(many)}"))
        #expect(try hasOne("{\(many),\"n7\":1}"))
        #expect(try hasOne("{\(many),\"\\u006e7\":1}"))
    }

    @Test func aRepeatedNameIsFoundWithinAPart() throws {
        let node = try document(#"{"a":{"b":1},"c":{"d":1,"d":2}}"#).root
        for (name, isThere) in [("a", false), ("c", true)] {
            let part = try #require(node.member(name))
            #expect((part.document.firstRepeatedName(in: part.place) != nil) == isThere)
        }
    }

    @Test(arguments: [
        ("[]", false), ("[1]", false), ("[1,1.0]", true), ("[[1],[10e-1]]", true),
        (#"[{"a":1,"b":2},{"b":2,"a":1}]"#, true),
        (#"["a","\u0061"]"#, true), (#"[1,true,"1",[1],{"1":1},null,false]"#, false), ("[null,null]", true),
        (#"{"a":1,"a":1}"#, false),
    ])
    func aRepeatedElementIsFound(text: String, isThere: Bool) throws {
        let document = try document(text)
        #expect(document.hasRepeatedElement(at: document.rootPlace) == isThere)
    }

    @Test func equalValuesHaveEqualHashes() throws {
        let nodes = [#"{"a":1.0,"b":["é"]}"#, #"{"b":["\u00e9"],"a":10e-1}"#].compactMap { try? document($0).root }
        #expect(Set(nodes).count == 1)
        #expect(Set([try document("[1,2]").root, try document("[2,1]").root]).count == 2)
    }

    /// What was fed to the hash had no ends, so that texts with the bytes between them in their midst collided, whatever the seed.
    @Test func differentValuesHaveDifferentHashes() throws {
        for kind in 0..<8 {
            let between = "\\u000\(kind)" + String(repeating: "\\u0000", count: 7)
            let left = try document("[\"a\(between)b\",\"\"]").root
            let right = try document("[\"a\",\"b\(between)\"]").root
            #expect(left.hashValue != right.hashValue)
        }
    }

    @Test func aTextLongerThanTheNamesOfATableIsNotLookedAt() throws {
        let table = JSONNameTable(["ab", "é"])
        #expect(table.mostBytes == 14)
        for (text, index) in [(#""\u0061\u0062""#, 0), (#""\u00e9""#, 1), (#""\u0061\u0062c""#, nil)] {
            let document = try document(text)
            #expect(table.index(of: document.rootPlace, in: document) == index)
        }
    }

    @Test(arguments: [
        ("0.3", "0.1", true), ("1e308", "0.123456789", false), ("1e999", "7", false), ("7e999", "7", true),
        ("0", "1e-400", true),
        ("1e-5", "1", false), ("-6", "4", false), ("123456789012345678901234567890", "10", true),
        ("1e3", "1000", true), ("-1.5e1", "5", true), ("0.1", "10", false), ("30", "1e1", true), ("0", "0", false),
        ("7e999999999999", "7", true), ("1e999999999999", "7", false), ("123456789012345678901234567891", "1e1", false),
        ("0.10", "0.02", true), ("1e-400", "1e-401", true), ("1e-401", "1e-400", false), ("1", "0", false),
        ("1e30", "999999999999999999", false),
        ("8e3", "64", true), ("1e62", "4611686018427387904", true), ("1e61", "4611686018427387904", false),
        ("1e18", "262144e-1", true),
        ("123456789012345678912345678901234567890", "123456789012345678901234567890", false),
        ("370370367037037036703703703670", "123456789012345678901234567890", true),
    ])
    func multiplesAreExact(number: String, divisor: String, isMultiple: Bool) throws {
        let (number, divisor) = (try #require(JSONNumber(number)), try #require(JSONNumber(divisor)))
        #expect(number.isMultiple(of: divisor) == isMultiple)
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("12", 12), ("-7", -7), ("999999999999999999", 999_999_999_999_999_999),
        ("-999999999999999999", -999_999_999_999_999_999), ("1000000000000000000", nil), ("1.0", nil), ("1e2", nil),
        ("\"1\"", nil), ("[1]", nil), ("null", nil),
    ])
    func shortIntegersAreReadAsTheyAreWritten(text: String, value: Int?) throws {
        let document = try JSONDocument(parsing: Array(text.utf8))
        #expect(document.shortInteger(at: document.rootPlace) == value)
    }
}
