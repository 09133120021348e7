import FixtureServices
import NIOHTTP1
import Testing
import TuttiServer

/// Headers that tell browsers to be careful, on the wire.
@Suite struct SecurityHeadersTests {
    private static let names = [
        "x-content-type-options", "x-frame-options", "referrer-policy", "x-permitted-cross-domain-policies",
        "strict-transport-security",
    ]

    private static func found(_ response: ReceivedResponse) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for name in names {
            let values = response.headers[name]
            if !values.isEmpty { found[name] = values }
        }
        return found
    }

    private func serving<Result>(
        _ gateway: String, _ body: (RunningGateway) async throws -> Result
    ) async throws -> Result {
        try await RunningGateway.serving(
            gateway: gateway + "\nservices: { users: { instances: [http://127.0.0.1:9] } }\n",
            endpoints: """
                endpoint: GET /a
                calls: { a: { service: users, get: /x } }
                ---
                endpoint: GET /own
                security-headers: { x-frame-options: SAMEORIGIN, referrer-policy: null }
                calls: { a: { service: users, get: /x } }
                ---
                endpoint: GET /none
                security-headers: false
                calls: { a: { service: users, get: /x } }
                """, body)
    }

    private static let usual = [
        "x-content-type-options": ["nosniff"], "x-frame-options": ["deny"], "referrer-policy": ["no-referrer"],
        "x-permitted-cross-domain-policies": ["none"],
    ]

    /// The service is not there: errors have the headers, too.
    @Test func allResponsesHaveThoseOfTheDefaults() async throws {
        try await serving("defaults: { security-headers: true }") { gateway in
            for (path, status) in [("/a", 502), ("/nowhere", 404), ("/a/%zz", 400)] {
                let response = try await HTTPConnection.get(port: gateway.port, path)
                #expect(response.status == status)
                #expect(Self.found(response) == Self.usual)
            }
        }
    }

    @Test func anEndpointHasItsOwnOrNone() async throws {
        try await serving("defaults: { security-headers: true }") { gateway in
            let own = try await HTTPConnection.get(port: gateway.port, "/own")
            #expect(
                Self.found(own) == [
                    "x-content-type-options": ["nosniff"], "x-frame-options": ["SAMEORIGIN"],
                    "x-permitted-cross-domain-policies": ["none"],
                ])
            let none = try await HTTPConnection.get(port: gateway.port, "/none")
            #expect(Self.found(none).isEmpty)
        }
        try await serving("") { gateway in
            let response = try await HTTPConnection.get(port: gateway.port, "/a")
            #expect(Self.found(response).isEmpty)
        }
    }

    /// The listener's own value goes before the usual one.
    @Test func strictTransportIsSaidOverTLS() async throws {
        let files = try CertificateFolder()
        for (own, value) in [
            ("", "max-age=31536000; includeSubDomains"), ("strict-transport-security: max-age=5", "max-age=5"),
        ] {
            try await serving("listen: \(files.listen(tls: own))\ndefaults: { security-headers: true }") { gateway in
                let response = try await HTTPConnection.get(port: gateway.port, "/a", tls: TLSClient())
                #expect(response.headers["strict-transport-security"] == [value])
                #expect(response.headers["x-frame-options"] == ["deny"])
            }
        }
    }

    /// TLS may end at a proxy in front.
    @Test func whatATrustedProxySaysOfTheSchemeCounts() async throws {
        try await serving("trusted-proxies: [127.0.0.1]\ndefaults: { security-headers: true }") { gateway in
            for (scheme, isSaid) in [("https", true), ("http", false)] {
                try await HTTPConnection.open(port: gateway.port) { connection in
                    let response = try await connection.request(
                        .GET, "/a", headers: [("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-Proto", scheme)])
                    #expect(response.headers["strict-transport-security"].isEmpty != isSaid)
                }
            }
        }
    }
}
