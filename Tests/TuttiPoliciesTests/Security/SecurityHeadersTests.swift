import HTTPTypes
import Testing
import TuttiPolicies

struct SecurityHeadersTests {
    private static let plain = [
        "X-Content-Type-Options: nosniff", "X-Frame-Options: deny", "Referrer-Policy: no-referrer",
        "X-Permitted-Cross-Domain-Policies: none",
    ]
    private static let strictTransport = "Strict-Transport-Security: max-age=31536000; includeSubDomains"

    private static func added(
        _ headers: SecurityHeaders, to lines: [String] = [], isOverTLS: Bool = false
    ) -> [String] {
        var fields = Fields.of(lines)
        headers.add(to: &fields, isOverTLS: isOverTLS)
        return Fields.lines(fields)
    }

    private static func changes(_ lines: String...) -> SecurityHeaders {
        SecurityHeaders(
            Fields.of(lines).map { (name: $0.name, value: $0.value == "null" ? nil : $0.value) })
    }

    // RFC 6797, 7.2: `Strict-Transport-Security` is said over TLS only.
    @Test func presetIsOWASPs() {
        #expect(Self.added(SecurityHeaders()) == Self.plain)
        #expect(Self.added(SecurityHeaders(), isOverTLS: true) == Self.plain + [Self.strictTransport])
    }

    @Test func whatTheResponseSaysItselfStays() {
        #expect(
            Self.added(SecurityHeaders(), to: ["x-frame-options: SAMEORIGIN"])
                == ["x-frame-options: SAMEORIGIN"] + Self.plain.filter { !$0.hasPrefix("X-Frame") })
        #expect(
            Self.added(SecurityHeaders(), to: ["strict-transport-security: max-age=1"], isOverTLS: true)
                == ["strict-transport-security: max-age=1"] + Self.plain)
    }

    @Test func valuesOfTheFilesTakeTheirPlace() {
        let headers = Self.changes(
            "x-frame-options: SAMEORIGIN", "content-security-policy: default-src 'none'", "referrer-policy: null",
            "strict-transport-security: max-age=60")
        let expected = [
            "X-Content-Type-Options: nosniff", "X-Permitted-Cross-Domain-Policies: none",
            "x-frame-options: SAMEORIGIN", "content-security-policy: default-src 'none'",
        ]
        #expect(Self.added(headers) == expected)
        #expect(Self.added(headers, isOverTLS: true) == expected + ["strict-transport-security: max-age=60"])
        #expect(Self.added(Self.changes("strict-transport-security: null"), isOverTLS: true) == Self.plain)
    }
}
