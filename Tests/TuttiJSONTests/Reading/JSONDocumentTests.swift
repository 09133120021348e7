import Testing
import TuttiJSON

struct JSONDocumentTests {
    struct Refusal: Sendable {
        let text: String
        let code: JSONError.Code
        let offset: Int
        let message: String

        init(_ text: String, _ code: JSONError.Code, _ offset: Int, _ message: String) {
            (self.text, self.code, self.offset, self.message) = (text, code, offset, message)
        }
    }

    static let refusals: [Refusal] = [
        Refusal("", .noValue, 0, "there is no JSON value"),
        Refusal(" \n", .noValue, 2, "there is no JSON value"),
        Refusal("\u{FEFF}", .noValue, 3, "there is no JSON value"),
        Refusal("\u{FEFF}\u{FEFF}{}", .unexpectedByte, 3, "a value should stand here"),
        Refusal("{}\u{FEFF}", .trailingBytes, 2, "something follows"),
        Refusal("{", .unexpectedEnd, 1, "ends inside an object"),
        Refusal("{\"a\"", .unexpectedEnd, 4, "ends inside an object"),
        Refusal("{\"a\":", .unexpectedEnd, 5, "ends where a value"),
        Refusal("{\"a\":1", .unexpectedEnd, 6, "ends inside an object"),
        Refusal("[", .unexpectedEnd, 1, "ends where a value"),
        Refusal("[1", .unexpectedEnd, 2, "ends inside an array"),
        Refusal("[1,", .unexpectedEnd, 3, "ends where a value"),
        Refusal("\"abc", .unexpectedEnd, 4, "ends inside a string"),
        Refusal("\"abc\\", .unexpectedEnd, 5, "ends inside a string"),
        Refusal("\"\\u12", .unexpectedEnd, 5, "ends inside a string"),
        Refusal("tru", .unexpectedEnd, 3, "ends where a value"),
        Refusal("trap", .unexpectedByte, 2, "true, false and null"),
        Refusal("True", .unexpectedByte, 0, "a value should stand here"),
        Refusal("[1,]", .unexpectedByte, 3, "a value should stand here"),
        Refusal("[,1]", .unexpectedByte, 1, "a value should stand here"),
        Refusal("[1 2]", .unexpectedByte, 3, "a comma or ]"),
        Refusal("[1}", .unexpectedByte, 2, "a comma or ]"),
        Refusal("{\"a\":1]", .unexpectedByte, 6, "a comma or }"),
        Refusal("{\"a\":1 \"b\":2}", .unexpectedByte, 7, "a comma or }"),
        Refusal("{\"a\" 1}", .unexpectedByte, 5, "a colon"),
        Refusal("{a:1}", .unexpectedByte, 1, "a member name"),
        Refusal("{\"a\":1,}", .unexpectedByte, 7, "a member name"),
        Refusal("{1:1}", .unexpectedByte, 1, "a member name"),
        Refusal("NaN", .unexpectedByte, 0, "a value should stand here"),
        Refusal("+1", .unexpectedByte, 0, "a value should stand here"),
        Refusal(".5", .unexpectedByte, 0, "a value should stand here"),
        Refusal("1 2", .trailingBytes, 2, "something follows"),
        Refusal("{}x", .trailingBytes, 2, "something follows"),
        Refusal("1\u{0}", .trailingBytes, 1, "something follows"),
        Refusal("0x1", .trailingBytes, 1, "something follows"),
        Refusal("[012]", .invalidNumber, 1, "superfluous zero"),
        Refusal("-", .invalidNumber, 1, "follow the minus sign"),
        Refusal("-x", .invalidNumber, 1, "follow the minus sign"),
        Refusal("1.", .invalidNumber, 2, "follow the decimal point"),
        Refusal("[1.e1]", .invalidNumber, 3, "follow the decimal point"),
        Refusal("1e", .invalidNumber, 2, "in the exponent"),
        Refusal("1e+", .invalidNumber, 3, "in the exponent"),
        Refusal("\"a\u{1}b\"", .controlCharacter, 2, "must be escaped"),
        Refusal("\"a\nb\"", .controlCharacter, 2, "must be escaped"),
        Refusal("\"\\x41\"", .invalidEscape, 1, "the escapes are"),
        Refusal("\"\\u12g4\"", .invalidEscape, 5, "four hexadecimal digits"),
        Refusal("\"\\ud800\\u12\"", .invalidEscape, 11, "four hexadecimal digits"),
        Refusal("\"\\ud800\\x\"", .invalidEscape, 7, "the escapes are"),
        Refusal("\"\\ud8", .unexpectedEnd, 5, "ends inside a string"),
    ]

    @Test(arguments: refusals)
    func refusesWithPlaceAndReason(_ refusal: Refusal) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(refusal.text.utf8)) }
        #expect(error?.code == refusal.code)
        #expect(error?.offset == refusal.offset)
        #expect(error?.message.contains(refusal.message) == true, "\(error?.message ?? "")")
    }

    static let notUTF8: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x41], [0xE0, 0x9F, 0xBF], [0xE2, 0x82],
        [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80],
        [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xF0, 0x9F, 0x98],
    ]

    @Test(arguments: notUTF8)
    func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: [0x22, 0x61] + bytes + [0x22]) }
        #expect(error?.code == .invalidUTF8)
        #expect(error?.offset == 2)
        // The same where the document ends in the middle.
        #expect(throws: JSONError.self) { try JSONDocument(parsing: [0x22] + bytes) }
    }

    @Test(arguments: [
        "0", "-0", "-0.0e-0", "1E+2", " true ", "\"\"", "\t\r\n [ ] ", "{ }", "\"\\u0000\"", "\"\u{7F}\"",
        "\"\u{2028}\"",
        "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\u{FEFF}{}", "\u{FEFF} 1", "{\"\":0}", "{\"a\":1,\"a\":2}",
    ])
    func accepts(_ text: String) throws {
        #expect(try JSONDocument(parsing: Array(text.utf8)).bytes == Array(text.utf8))
    }

    @Test(arguments: [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")])
    func refusesMoreThan128Levels(open: String, close: String) throws {
        let levels = 128 / open.filter { "[{".contains($0) }.count
        func nested(_ levels: Int) -> [UInt8] {
            Array((String(repeating: open, count: levels) + "1" + String(repeating: close, count: levels)).utf8)
        }
        let deepest = try JSONDocument(parsing: nested(levels))
        #expect(deepest.root.withRawBytes { Array($0) } == deepest.bytes)
        let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: nested(levels + 1)) }
        #expect(error?.code == .tooDeep)
        #expect(error?.offset == open.utf8.count * levels)
    }

    @Test
    func depthLimitCanBeLowered() throws {
        let limits = JSONLimits(depth: 1)
        _ = try JSONDocument(parsing: Array("[1,2]".utf8), limits: limits)
        #expect(throws: JSONError.self) { try JSONDocument(parsing: Array("[[]]".utf8), limits: limits) }
        #expect(throws: JSONError.self) {
            try JSONDocument(parsing: Array("[]".utf8), limits: JSONLimits(depth: 0))
        }
    }

    @Test
    func refusesAHundredThousandOpenBracketsWithoutDescending() {
        #expect(throws: JSONError.self) { try JSONDocument(parsing: [UInt8](repeating: 0x5B, count: 100_000)) }
    }

    @Test
    func positionCountsLinesAndScalars() throws {
        let bytes = Array("{\n  \"ä€\": x\n}".utf8)
        let error = try #require(#expect(throws: JSONError.self) { try JSONDocument(parsing: bytes) })
        #expect(error.position(in: bytes) == (line: 2, column: 9))
        #expect(error.position(in: []) == (line: 1, column: 1))
    }

    @Test
    func labelsOfDefectsAreDistinct() {
        let labels = JSONError.Code.allCases.map(\.rawValue)
        #expect(Set(labels).count == labels.count)
    }

    @Test
    func moreValuesThanEstimatedMakeTheIndexGrow() throws {
        let bytes = Array(("[" + Array(repeating: "[]", count: 5000).joined(separator: ",") + "]").utf8)
        let root = try JSONDocument(parsing: bytes).root
        #expect(root.count == 5000)
        #expect(root.elements.allSatisfy { $0.kind == .array && $0.count == 0 })
    }
}
