import Testing
import TuttiPolicies

struct SecurityHeadersTests {
    private static let plain = [
        "X-Content-Type-Options: nosniff", "X-Frame-Options: deny", "Referrer-Policy: no-referrer",
        "X-Permitted-Cross-Domain-Policies: none",
    ]

    @Test func presetIsOWASPs() {
        #expect(Fields.lines(SecurityHeaders.always) == Self.plain)
        #expect(
            Fields.lines(SecurityHeaders.overTLS) == ["Strict-Transport-Security: max-age=31536000; includeSubDomains"])
    }

    // RFC 6797, 7.2.
    @Test func strictTransportIsSaidOverTLSOnly() {
        var headers = Fields.of([])
        SecurityHeaders.add(to: &headers, isOverTLS: false)
        #expect(Fields.lines(headers) == Self.plain)
        SecurityHeaders.add(to: &headers, isOverTLS: true)
        #expect(
            Fields.lines(headers) == Self.plain + ["Strict-Transport-Security: max-age=31536000; includeSubDomains"])
    }

    @Test func whatTheResponseSaysItselfStays() {
        var headers = Fields.of(["x-frame-options: SAMEORIGIN"])
        SecurityHeaders.add(to: &headers, isOverTLS: false)
        #expect(
            Fields.lines(headers) == ["x-frame-options: SAMEORIGIN"] + Self.plain.filter { !$0.hasPrefix("X-Frame") })
    }
}
