import HTTPTypes
import Testing
import TuttiEngine
import TuttiPlan
import TuttiSimulation
import TuttiUpstream

/// The encodings that a service's response may have.
struct CharacterSetTests {
    private static func response(
        _ body: [UInt8], _ contentType: String?, into: String = "json", keys: String = ""
    ) throws -> ComposedResponse {
        let endpoint = """
            endpoint: GET /x
            calls:
              user: { service: users, get: /u, into: \(into) }
            response: user
            """
        let headers = contentType.map { [HTTPField(name: .contentType, value: $0)] } ?? []
        return try Composing(endpoint, service: keys) { _ in
            .result(.response(UpstreamResponse(status: 200, headers: headers, body: body)))
        }.response(.get())
    }

    private static func utf16(_ text: String, isBigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return isBigEndian ? bytes : bytes.reversed()
        }
    }

    @Test(arguments: [
        "iso-8859-1", "ISO-8859-1", "latin1", "us-ascii", "windows-1252", "\"windows-1252\"", " cp1252 ",
    ])
    func windows1252IsTranscoded(name: String) throws {
        let body = Array(#"{"a":"Stra"#.utf8) + [0xDF, 0x65, 0x20, 0x80, 0x35, 0xA0, 0x81] + Array(#""}"#.utf8)
        let response = try Self.response(body, "application/json; charset=\(name)")
        #expect(response.text == #"{"a":"Straße €5\#u{A0}\#u{81}"}"#)
        let text = try Self.response([0x93, 0x68, 0xE9, 0x94], "text/plain;charset=\(name);x=y", into: "text")
        #expect(text.text == #""“hé”""#)
    }

    /// `Ã©` in windows-1252 is `é` in UTF-8: what is declared counts, not what it looks like.
    @Test func whatIsDeclaredCounts() throws {
        #expect(try Self.response([0x22, 0xC3, 0xA9, 0x22], "a/b; charset=latin1").text == #""Ã©""#)
        #expect(try Self.response([0x22, 0xC3, 0xA9, 0x22], "a/b; charset=utf8").text == #""é""#)
        #expect(try Self.response([0x22, 0xC3, 0xA9, 0x22], "a/b; profile=x").text == #""é""#)
        #expect(try Self.response([0x22, 0xC3, 0xA9, 0x22], nil).text == #""é""#)
    }

    @Test func utf16IsTranscodedInEachOrder() throws {
        let json = #"{"a":"ß€😀"}"#
        let little = Self.utf16(json, isBigEndian: false)
        let big = Self.utf16(json, isBigEndian: true)
        for (body, name) in [
            (little, "utf-16le"), (big, "utf-16be"), (little, "utf-16"), (big, "utf-16"),
            ([0xFF, 0xFE] + little, "utf-16"),
            ([0xFE, 0xFF] + big, "utf-16"), ([0xFE, 0xFF] + big, "UTF-16BE"),
        ] {
            #expect(try Self.response(body, "application/json; charset=\(name)").text == json)
        }
        #expect(try Self.response([], "text/plain; charset=utf-16", into: "text").text == #""""#)
    }

    /// It is of the encoding; a second one is text, and so it is with an encoding that has none.
    @Test(
        arguments: [
            ([0xEF, 0xBB, 0xBF, 0x61], nil, "a"), ([0xEF, 0xBB, 0xBF, 0x61], "utf-8", "a"),
            ([0xEF, 0xBB, 0xBF], nil, ""), ([0x61, 0xEF, 0xBB, 0xBF], nil, "a\u{FEFF}"),
            ([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, 0x61], nil, "\u{FEFF}a"),
            ([0xEF, 0xBB, 0xBF, 0x61], "latin1", "\u{EF}\u{BB}\u{BF}a"),
            ([0xFF, 0xFE, 0x61, 0], "utf-16", "a"), ([0xFF, 0xFE, 0xFF, 0xFE, 0x61, 0], "utf-16le", "\u{FEFF}a"),
        ] as [([UInt8], String?, String)])
    func aByteOrderMarkIsNoText(body: [UInt8], charset: String?, text: String) throws {
        let response = try Self.response(body, charset.map { "text/plain; charset=\($0)" }, into: "text")
        #expect(response.text == "\"\(text)\"")
    }

    @Test func aByteOrderMarkCountsWhereTextStopsBeingUTF8() throws {
        let response = try Self.response([0xEF, 0xBB, 0xBF, 0x61, 0xFF], nil, into: "text")
        #expect(
            response.calls[0].message
                == "the body stops being UTF-8 at byte 5, and its Content-Type names no other charset")
    }

    @Test(
        arguments: [
            ([0x7B], 1), ([0x22, 0, 0x00, 0xDC, 0x22, 0], 3), ([0x22, 0, 0x3D, 0xD8, 0x22, 0], 3),
            ([0x22, 0, 0x3D, 0xD8], 3),
            ([0x3D, 0xD8, 0x3D, 0xD8], 1),
        ] as [([UInt8], Int)])
    func brokenUTF16SaysWhere(body: [UInt8], byte: Int) throws {
        let response = try Self.response(body, "text/plain; charset=utf-16le", into: "text")
        #expect(response.calls[0].outcome == .failed(.badResponse))
        #expect(response.calls[0].message == "the body is not UTF-16, as its Content-Type says: byte \(byte)")
    }

    @Test func anUndeclaredMixSaysWhereItStopsBeingUTF8() throws {
        let body = Array(#"{"a":"é"#.utf8) + [0xE9, 0x22, 0x7D]
        let json = try Self.response(body, "application/json")
        #expect(json.calls[0].outcome == .failed(.invalidJSON))
        #expect(
            json.calls[0].message
                == "the body stops being UTF-8 at byte 9, and its Content-Type names no other charset")
        let text = try Self.response(body, nil, into: "text")
        #expect(text.calls[0].outcome == .failed(.badResponse))
        #expect(text.calls[0].message == json.calls[0].message)
    }

    @Test func anUnknownCharsetSaysSoWhereItMatters() throws {
        let response = try Self.response([0x22, 0xB1, 0x22], "application/json; charset=iso-8859-2")
        #expect(response.calls[0].outcome == .failed(.badResponse))
        #expect(
            response.calls[0].message == "its charset is `iso-8859-2`, which is not known here")
        #expect(try Self.response(Array("[1]".utf8), "application/json; charset=x-unknown").text == "[1]")
    }

    /// Each byte becomes two.
    @Test func theBoundHoldsForTheTextAsWell() throws {
        let body = [0x22] + [UInt8](repeating: 0xE9, count: 600) + [0x22]
        let response = try Self.response(body, "a/b; charset=latin1", keys: "max-response: 1KiB")
        #expect(response.calls[0].outcome == .failed(.tooLarge))
        #expect(try Self.response(body, "a/b; charset=latin1", keys: "max-response: 1202").status == 200)
        let wide = Self.utf16("\"" + String(repeating: "€", count: 400) + "\"", isBigEndian: false)
        #expect(
            try Self.response(wide, "a/b; charset=utf-16", keys: "max-response: 1000").calls[0].outcome
                == .failed(.tooLarge))
    }

    @Test func theContentTypeIsShownToNobodyWhoDoesNotReadIt() throws {
        let endpoint = """
            endpoint: GET /x
            calls: { user: { service: users, get: /u } }
            response: { h: meta.user.headers.vary, u: user }
            """
        let headers = [HTTPField(name: .contentType, value: "a/b; charset=latin1")]
        let response = try Composing(endpoint) { _ in
            .result(.response(UpstreamResponse(status: 200, headers: headers, body: [0x22, 0xE9, 0x22])))
        }.response(.get())
        #expect(response.text == #"{"h":null,"u":"é"}"#)
    }
}
