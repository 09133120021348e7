import Testing
import TuttiPolicies

struct BrowserRequestTests {
    private static let origin = "https://shop.example.com"

    private func isForged(_ method: String, _ fields: [(String, String)]) -> Bool {
        var headers = SessionHeaders()
        headers.fields = fields
        return BrowserRequest(method: method, headers: headers).isForged(origin: Self.origin)
    }

    @Test(
        arguments: [
            ("GET", []), ("HEAD", []), ("OPTIONS", []), ("GET", [("origin", "https://evil.example.com")]),
            ("GET", [("sec-fetch-site", "cross-site")]), ("POST", [("origin", origin)]),
            ("DELETE", [("sec-fetch-site", "same-origin")]),
            ("POST", [("origin", origin), ("sec-fetch-site", "same-origin")]),
            ("GET", [("upgrade", "websocket"), ("origin", origin)]),
        ] as [(String, [(String, String)])])
    func aPageOfTheSameOriginMay(_ method: String, _ fields: [(String, String)]) {
        #expect(!isForged(method, fields))
    }

    @Test(
        arguments: [
            ("POST", []), ("PUT", []), ("PATCH", []), ("DELETE", []), ("get", []), ("POST", [("origin", "null")]),
            ("POST", [("origin", "https://evil.example.com")]), ("POST", [("origin", "http://shop.example.com")]),
            ("POST", [("origin", "https://shop.example.com:8443")]), ("POST", [("origin", origin + "/")]),
            ("POST", [("origin", "https://SHOP.example.com")]), ("POST", [("origin", origin + ".evil.example.com")]),
            ("POST", [("sec-fetch-site", "cross-site")]), ("POST", [("sec-fetch-site", "same-site")]),
            ("POST", [("sec-fetch-site", "none")]), ("POST", [("origin", origin), ("sec-fetch-site", "same-site")]),
            ("POST", [("origin", "https://evil.example.com"), ("sec-fetch-site", "same-origin")]),
            ("POST", [("origin", origin), ("origin", "https://evil.example.com")]),
            ("POST", [("referer", origin + "/a")]), ("GET", [("upgrade", "websocket")]),
            ("GET", [("upgrade", "websocket"), ("origin", "https://evil.example.com")]),
        ] as [(String, [(String, String)])])
    func anotherPageMayNot(_ method: String, _ fields: [(String, String)]) {
        #expect(isForged(method, fields))
    }

    @Test(
        arguments: [
            ("GET", [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")], true),
            ("GET", [("sec-fetch-mode", "navigate")], true),
            ("GET", [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")], false),
            ("GET", [("sec-fetch-mode", "cors"), ("accept", "text/html")], false),
            ("GET", [("accept", "application/xml;q=0.9, Text/HTML;q=0.8")], true), ("GET", [("accept", "*/*")], false),
            ("GET", [("accept", "text/htmlx")], false), ("GET", [], false),
            ("POST", [("sec-fetch-mode", "navigate"), ("accept", "text/html")], false),
            ("HEAD", [("accept", "text/html")], false),
        ] as [(String, [(String, String)], Bool)])
    func onlyWhoWaitsForAPageIsSentToLogIn(_ method: String, _ fields: [(String, String)], _ expected: Bool) {
        var headers = SessionHeaders()
        headers.fields = fields
        #expect(BrowserRequest(method: method, headers: headers).isNavigation == expected)
    }

    @Test(arguments: [
        ("/", "/"), ("/a/b?c=d&e=%20#f", "/a/b?c=d&e=%20#f"), ("", "/"), ("a", "/"), ("//evil.example.com", "/"),
        ("/\\evil.example.com", "/"), ("\\\\evil.example.com", "/"), ("https://evil.example.com", "/"),
        ("/\t/evil.example.com", "/"), ("/\n/evil", "/"), ("/a b", "/"), ("/é", "/"), ("javascript:alert(1)", "/"),
        (" /a", "/"), ("/a\\b", "/"), ("/a\"b", "/"), ("/<a>", "/"), ("/\u{7F}", "/"), ("/a//b", "/a//b"),
        ("/" + String(repeating: "a", count: 2047), "/" + String(repeating: "a", count: 2047)),
        ("/" + String(repeating: "a", count: 2048), "/"),
    ])
    func aBrowserComesBackToAPathAndToNoOtherHost(_ path: String, _ expected: String) {
        #expect(ReturnPath.checked(path) == expected)
    }

    @Test(arguments: [
        ("", "/"), ("to=/orders", "/orders"), ("a=b&to=%2Forders%3Fa=1", "/orders?a=1"), ("to=", "/"),
        ("to=%2F%2Fevil.example.com", "/"), ("to=https://evil.example.com", "/"),
    ])
    func theQuerySaysWhereTo(_ query: String, _ expected: String) {
        #expect(ReturnPath.asked(in: query) == expected)
    }

    @Test func parametersOfTheIssuerAreThereOnce() {
        let parameters = CallbackParameters(
            query: "code=a%2Bb&state=s&iss=https%3A%2F%2Fid.example.com&session_state=x")
        #expect(parameters?.code == "a+b" && parameters?.state == "s" && parameters?.error == nil)
        #expect(parameters?.issuer == "https://id.example.com")
        for twice in ["code=a&code=b", "state=a&code=c&state=a", "iss=a&iss=b", "error=a&error=b", "code=a&c%6Fde=b"] {
            #expect(CallbackParameters(query: twice) == nil)
        }
    }
}
