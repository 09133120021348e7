import HTTPTypes
import Testing
import TuttiPlan
import TuttiPolicies
import TuttiResilience

@testable import TuttiComposition

/// `trusted-proxies`, `proxy-protocol` and `security-headers`: what is read, what mistakes are called, and the characters they are found
/// at (`▸`).
@Suite struct EdgeReadingTests {
    private static let services = "\nservices: { users: { instances: [http://127.0.0.1:1] } }\n"

    private static func settings(_ gateway: String) throws -> GatewaySettings {
        let result = CompositionLoader(environment: [:]).load(files: [
            (name: "gateway.yaml", text: gateway + services),
            (name: "a.yaml", text: "endpoint: GET /a\ncalls: { a: { service: users, get: /x } }\n"),
        ])
        return try #require(result.plan, "\(result.rendered)").settings
    }

    @Test func proxiesAreNetworks() throws {
        let networks = try ["10.0.0.0/8", "2001:db8::1"].map { try IPNetwork($0) }
        #expect(try Self.settings("").trustedProxies == TrustedProxies())
        #expect(
            try Self.settings("trusted-proxies: [10.0.0.0/8, \"2001:db8::1\"]").trustedProxies
                == TrustedProxies(networks))
        #expect(
            try Self.settings("trusted-proxies: { networks: [10.0.0.0/8, \"2001:db8::1\"], headers: forwarded }")
                .trustedProxies == TrustedProxies(networks, headers: .forwarded))
    }

    @Test func theProxyProtocolIsOnOrOffForAListener() throws {
        let settings = try Self.settings(
            "listen: [127.0.0.1:80, { address: 127.0.0.1:81, proxy-protocol: true }]")
        #expect(settings.listeners.map(\.hasProxyHeaders) == [false, true])
    }

    @Test func securityHeadersAreTheUsualOnesWithChanges() throws {
        #expect(try Self.settings("").edge.securityHeaders == nil)
        #expect(try Self.settings("defaults: { security-headers: false }").edge.securityHeaders == nil)
        #expect(try Self.settings("defaults: { security-headers: true }").edge.securityHeaders == SecurityHeaders())
        let frames = try #require(HTTPField.Name("x-frame-options"))
        let referrers = try #require(HTTPField.Name("referrer-policy"))
        let settings = try Self.settings(
            "defaults: { security-headers: { x-frame-options: null, referrer-policy: origin } }")
        #expect(settings.edge.securityHeaders == SecurityHeaders([(frames, nil), (referrers, "origin")]))
    }

    @Test func boundsAreThoseOfTheFileOrTheDefaults() throws {
        #expect(try Self.settings("bounds: {}").bounds == ConnectionBounds())
        let bounds = try Self.settings(
            """
            bounds:
              target: 1KiB
              headers: 10
              header-bytes: 2KiB
              connections: 50
              connections-per-address: 7
              handshake-time: 1s
              header-time: 2s
              body-time: 3s
              body-rate: 100
              idle-time: 4s
              write-time: 5s
            """
        ).bounds
        var expected = ConnectionBounds()
        expected.target = 1 << 10
        expected.headerCount = 10
        expected.headerBytes = 2 << 10
        expected.connections = 50
        expected.connectionsOfOne = 7
        expected.handshakeTime = .seconds(1)
        expected.headerTime = .seconds(2)
        expected.bodyTime = .seconds(3)
        expected.bodyRate = 100
        expected.idleTime = .seconds(4)
        expected.writeTime = .seconds(5)
        #expect(bounds == expected)
    }

    @Test(arguments: [
        ("invalid-number", "bounds: { headers: ▸0 }"),
        ("invalid-number", "bounds: { connections: ▸2000000 }"),
        ("invalid-size", "bounds: { target: ▸0 }"),
        ("invalid-duration", "bounds: { idle-time: ▸75 }"),
        ("unknown-key", "bounds: { ▸idle-timeout: 75s }"),
        ("unknown-key", "bounds: { ▸max-request-body: 1MiB }"),
        ("wrong-type", "bounds: ▸75s"),
        ("invalid-address", "trusted-proxies: [10.0.0.0/8, ▸10.0.0.1/8]"),
        ("invalid-address", "trusted-proxies: [▸10.0.0.0/33]"),
        ("invalid-address", "trusted-proxies: [▸proxy.internal]"),
        ("invalid-address", "trusted-proxies: [▸10.0.0.1:80]"),
        ("invalid-address", "trusted-proxies: [▸0.0.0.0/0]"),
        ("invalid-address", "trusted-proxies: [▸\"::/0\"]"),
        ("wrong-type", "trusted-proxies: ▸10.0.0.0/8"),
        ("wrong-type", "trusted-proxies: [▸[10.0.0.0/8]]"),
        ("missing-key", "trusted-proxies: ▸{ headers: forwarded }"),
        ("wrong-type", "trusted-proxies: { networks: ▸10.0.0.0/8 }"),
        ("wrong-type", "trusted-proxies: { networks: [10.0.0.0/8], headers: ▸x-real-ip }"),
        ("unknown-key", "trusted-proxies: { networks: [10.0.0.0/8], ▸header: forwarded }"),
        ("wrong-type", "listen: { address: 127.0.0.1:80, proxy-protocol: ▸v2 }"),
        ("unknown-key", "listen: { address: 127.0.0.1:80, ▸accept-proxy: true }"),
        ("wrong-type", "defaults: { security-headers: ▸strict }"),
        ("invalid-header", "defaults: { security-headers: { ▸x y: z } }"),
        ("invalid-header", "defaults: { security-headers: { x-a: ▸\"a\\nb\" } }"),
        ("wrong-type", "defaults: { security-headers: { x-a: ▸[a] } }"),
        ("forbidden-header", "defaults: { security-headers: { ▸content-length: 1 } }"),
    ])
    func isFoundAtItsPlace(code: String, marked: String) {
        let marked = MarkedText(marked + Self.services)
        let result = CompositionLoader(environment: [:]).load(files: [(name: "gateway.yaml", text: marked.text)])
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
    }
}
