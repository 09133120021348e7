import Testing
import TuttiJSON

struct JSONWriterTests {
    private static func text(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(reserving: 16)
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test
    func putsCommasBetweenValuesAndNowhereElse() {
        let text = Self.text {
            $0.beginObject()
            $0.write(name: "a")
            $0.beginArray()
            $0.endArray()
            $0.write(name: "b")
            $0.beginArray()
            $0.write(1)
            $0.beginObject()
            $0.endObject()
            $0.write(true)
            $0.beginArray()
            $0.writeNull()
            $0.endArray()
            $0.write(string: "s")
            $0.endArray()
            $0.write(name: "c")
            $0.writeRaw(Array("{ }".utf8))
            $0.write(name: "d")
            $0.write(JSONNumber(-5))
            $0.endObject()
        }
        #expect(text == #"{"a":[],"b":[1,{},true,[null],"s"],"c":{ },"d":-5}"#)
    }

    @Test(arguments: [
        ("", #""""#), ("plain", #""plain""#), ("a\"b\\c/", #""a\"b\\c/""#), ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
        ("\0\u{1}\u{F}\u{10}\u{1F}", #""\u0000\u0001\u000f\u0010\u001f""#),
        ("\u{7F}é€😀\u{2028}", "\"\u{7F}é€😀\u{2028}\""),
        ("sixteen bytes ok" + "\"", #""sixteen bytes ok\"""#),
        ("\n" + String(repeating: "x", count: 40), #""\n"# + String(repeating: "x", count: 40) + "\""),
    ])
    func escapesWhatMustBeEscaped(string: String, written: String) throws {
        let text = Self.text { $0.write(string: string) }
        #expect(text == written)
        #expect(try parse(text).string == string)
    }

    @Test
    func everyCodePointBelow256SurvivesAtEveryPlace() throws {
        for value in UInt8.min...UInt8.max {
            for place in [0, 1, 15, 16, 17, 33] {
                let string = String(repeating: "x", count: place) + String(UnicodeScalar(value)) + "y"
                #expect(try parse(Self.text { $0.write(string: string) }).string == string)
            }
        }
    }

    @Test
    func nodesAreCopiedByteForByte() throws {
        let source = #" { "big": 12345678901234567890.10e+5 , "dup": 1, "dup" : [ 1 , 2 ], "esc": "\u00e9\/" } "#
        let node = try parse(source)
        let value = JSONValue.object(
            JSONObject([
                (name: "all", value: .node(node)),
                (
                    name: "list",
                    value: .array([.node(try #require(node.member("big"))), .node(try #require(node.member("esc")))])
                ),
            ]))
        let trimmed = source.dropFirst().dropLast()
        #expect(
            Self.text { $0.write(value) } == #"{"all":\#(trimmed),"list":[12345678901234567890.10e+5,"\u00e9\/"]}"#)
    }

    @Test
    func madeValuesAreWritten() throws {
        let value = JSONValue.array([
            .null, .bool(false), .number(try #require(JSONNumber("1.0e-7"))), .string("\n"), .array([]),
            .object(JSONObject()),
            .object(JSONObject([(name: "a\"", value: .array([.array([.null])])), (name: "b", value: .null)])),
        ])
        #expect(Self.text { $0.write(value) } == #"[null,false,1.0e-7,"\n",[],{},{"a\"":[[null]],"b":null}]"#)
    }

    @Test
    func deepMadeValuesAreWrittenWithoutDescending() {
        var value = JSONValue.null
        for _ in 0..<5000 { value = .array([.bool(true), value]) }
        let text = Self.text { $0.write(value) }
        #expect(text == String(repeating: "[true,", count: 5000) + "null" + String(repeating: "]", count: 5000))
    }
}
