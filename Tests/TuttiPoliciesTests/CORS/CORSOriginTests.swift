import Testing
import TuttiPolicies

struct CORSOriginTests {
    @Test(arguments: [
        "https://shop.example.com", "http://localhost:3000", "https://shop.example.com:8443", "http://10.0.0.1:8080",
        "http://[::1]:5173", "https://xn--bcher-kva.example", "app://local", "https://a_b.example",
        "http://shop.example:443",
    ])
    func isWhatABrowserSends(text: String) throws {
        #expect(try CORSOrigin(text).text == text)
    }

    @Test(
        arguments: [
            ("https://shop.example.com/", .trailingSlash), ("https://shop.example.com/app", .path),
            ("https://shop.example.com?x", .path), ("https://shop.example.com#", .path), ("https://a.example//", .path),
            ("https://user@shop.example.com", .user), ("null", .null), ("https://*.example.com", .pattern),
            ("*", .pattern),
            ("shop.example.com", .missingScheme), ("https:shop.example.com", .missingScheme), ("", .missingScheme),
            ("//shop.example.com", .missingScheme),
            ("https://Shop.example.com", .uppercase), ("HTTPS://shop.example.com", .uppercase),
            ("https://shop.example.com:443", .defaultPort), ("http://shop.example.com:80", .defaultPort),
            ("https://bücher.example", .notASCII), ("https://shop.example.\u{212A}om", .notASCII),
            ("https://", .malformed), ("://shop.example.com", .malformed), ("1http://shop.example.com", .malformed),
            ("https://shop.example.com:", .malformed), ("https://shop.example.com:08443", .malformed),
            ("https://shop.example.com:65536", .malformed), ("https://shop.example.com:x", .malformed),
            ("https://shop example.com", .malformed), ("https://a.example, https://b.example", .path),
            ("https://a.example,b.example", .malformed), ("https://[::1", .malformed),
            ("https://[1.2.3.4]", .malformed),
        ] as [(String, CORSOrigin.Mistake)])
    func anythingElseIsAMistake(text: String, mistake: CORSOrigin.Mistake) {
        #expect(throws: mistake) { try CORSOrigin(text) }
    }
}
