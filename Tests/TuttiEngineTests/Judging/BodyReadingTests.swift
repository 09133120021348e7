import HTTPTypes
import Testing
import TuttiEngine
import TuttiPlan
import TuttiSimulation
import TuttiUpstream

/// Bodies of services that are no JSON: `into`.
struct BodyReadingTests {
    private func response(
        _ body: [UInt8], into: String, _ contentType: String? = nil, status: Int = 200, method: String = "get"
    ) throws -> ComposedResponse {
        let endpoint = """
            endpoint: GET /x
            calls:
              feed: { service: users, \(method): /u, into: \(into) }
            response: feed
            """
        let headers = contentType.map { [HTTPField(name: .contentType, value: $0)] } ?? []
        return try Composing(endpoint) { _ in
            .result(.response(UpstreamResponse(status: status, headers: headers, body: body)))
        }.response(.get())
    }

    private func outcome(_ response: ComposedResponse) -> String {
        let call = response.calls[0]
        guard let reason = call.outcome.reason else { return response.text }
        return "\(reason.rawValue): \(call.message ?? "")"
    }

    @Test(arguments: [
        ("<a><b>1</b></a>", "xml", #"{"a":{"b":"1"}}"#),
        ("<a><b>1</b></a>", "{ xml: { lists: [b] } }", #"{"a":{"b":["1"]}}"#),
        (
            "<a>", "xml",
            "bad_response: the body can't be read as XML: Premature end of data in tag a line 1 (line 1, column 4)"
        ),
        (
            "<!DOCTYPE a><a/>", "xml",
            "bad_response: the body can't be read as XML: it has a DOCTYPE, which is never read"
        ),
        ("a=1&b=x+y&b=%C3%A4&c", "form", #"{"a":"1","b":["x y","ä"],"c":""}"#),
        ("", "form", "{}"),
        ("a=%", "form", "bad_response: the body is no form: it has a `%` without two hexadecimal digits behind it"),
        ("a=%FF", "form", "bad_response: the body is no form: it has text that is not UTF-8"),
        (#"{"a":1}"#, "form", "bad_response: the body is no form: it begins like JSON"),
        ("{\"a\":1}\n[2,3]\r\n\n \"x,y]\"\n", "lines", "[{\"a\":1}\n,[2,3]\r\n\n, \"x,y]\"\n]"),
        ("", "lines", "[]"),
        ("\u{FEFF}1\n2", "lines", "[1\n,2]"),
        ("1\n2", "lines", "[1\n,2]"),
        ("1,2\n3", "lines", "invalid_json: line 1 of the body is not one value of JSON"),
        ("1\n[2\n3]", "lines", "invalid_json: line 2 of the body is not one value of JSON"),
        ("1\n]\n[", "lines", "invalid_json: line 2 of the body is not one value of JSON"),
        ("\"a\n\"", "lines", "invalid_json: line 1 of the body is not one value of JSON"),
        ("\"\\\"a\",1", "lines", "invalid_json: line 1 of the body is not one value of JSON"),
        ("1 2", "lines", "invalid_json"), ("{\"a\" 1}", "lines", "invalid_json"),
    ])
    func aBodyIsReadAsTheCallSays(body: String, into: String, expected: String) throws {
        let outcome = outcome(try response(Array(body.utf8), into: into))
        #expect(expected == "invalid_json" ? outcome.hasPrefix("invalid_json: ") : outcome == expected, "\(outcome)")
    }

    @Test(arguments: ["xml", "form", "lines"])
    func whatChangesSomethingMayAnswerWithNothing(into: String) throws {
        let expected = ["xml": "null", "form": "{}", "lines": "[]"][into]
        #expect(outcome(try response([], into: into, status: 204, method: "delete")) == expected)
    }

    @Test func emptyXMLIsNone() throws {
        #expect(outcome(try response([], into: "xml")).hasPrefix("bad_response: "))
    }

    private static func utf16(_ text: String) -> [UInt8] {
        text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    /// RFC 7303, 3: byte order mark, Content-Type, declaration.
    @Test func theCharsetOfXMLIsFound() throws {
        let latin1 = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE4] + Array("</a>".utf8)
        let utf8 = Array("<?xml version='1.0' encoding=\"utf-8\"?><a>ä</a>".utf8)
        let expected = #"{"a":"ä"}"#
        for (body, type) in [
            (latin1, nil), (latin1, "text/xml"), (latin1, "text/xml; charset=iso-8859-1"), (utf8, nil),
            (utf8, "application/xml; charset=utf-8"), ([0xEF, 0xBB, 0xBF] + utf8, "text/xml; charset=latin1"),
            ([0xFF, 0xFE] + Self.utf16("<a>ä</a>"), nil), (Self.utf16("<a>ä</a>"), nil),
            (Array("<?xml version='1.0' encoding='utf-16'?><a>ä</a>".utf8), "text/xml; charset=utf-8"),
            (Array("<?xml version='1.0' encoding='utf-16'?><a>ä</a>".utf8), nil),
        ] as [([UInt8], String?)] {
            #expect(outcome(try response(body, into: "xml", type)) == expected, "\(type ?? "no type")")
        }
        let declared = outcome(try response(latin1, into: "xml", "text/xml; charset=utf-8"))
        #expect(declared.hasPrefix("bad_response: "))
        let unknown = Array("<?xml version='1.0' encoding='koi8-r'?><a>".utf8) + [0xE4] + Array("</a>".utf8)
        #expect(
            outcome(try response(unknown, into: "xml"))
                == "bad_response: its charset is `koi8-r`, which is not known here")
    }

    /// The response is a value like any other.
    @Test func membersOfXMLAreRead() throws {
        let endpoint = """
            endpoint: GET /x
            calls:
              feed:
                service: users
                get: /u
                into: { xml: { lists: [item] } }
                select: "feed.item[*].{id: '@id', n: to_number(n)}"
            response: feed
            """
        let response = try Composing(endpoint.replacing("'@id'", with: "\\\"@id\\\"")) { _ in
            .result(
                .response(
                    UpstreamResponse(
                        status: 200, headers: [], body: Array("<feed><item id='7'><n>1.50</n></item></feed>".utf8))))
        }.response(.get())
        #expect(response.text == #"[{"id":"7","n":1.50}]"#)
    }
}
