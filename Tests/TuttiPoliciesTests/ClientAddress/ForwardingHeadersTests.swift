import HTTPTypes
import Testing

@testable import TuttiPolicies

struct ForwardingHeadersTests {
    private static func sent(
        _ lines: [String], peer: String = "10.0.0.1", forwarding: ForwardingHeaders = ForwardingHeaders(),
        host: String? = "shop.example.com"
    ) throws -> [String] {
        var headers = Fields.of(lines)
        let proxies = TrustedProxies([try IPNetwork("10.0.0.0/8")])
        let client = proxies.client(peer: IPAddress(peer), values: Fields.values(lines))
        forwarding.rewrite(&headers, client: client, scheme: .http, host: host, version: "1.1")
        return Fields.lines(headers)
    }

    private static let own = [
        "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: http", "X-Forwarded-Host: shop.example.com",
        "Via: 1.1 tutti",
    ]

    @Test(arguments: [
        "Forwarded: for=1.2.3.4", "X-Forwarded-For: 1.2.3.4", "x-forwarded-proto: https",
        "X-Forwarded-Host: evil.example",
        "X-Forwarded-Port: 1", "X-Forwarded-Prefix: /admin", "X-Forwarded-Client-Cert: x", "X-Real-IP: 1.2.3.4",
        "X_Forwarded_For: 1.2.3.4",
        "X-Forwarded_For: 1.2.3.4", "x_real_ip: 1.2.3.4", "Proxy: http://evil.example",
    ])
    func whatAClientSaysOfItselfGoes(line: String) throws {
        #expect(try Self.sent([line], peer: "203.0.113.9") == Self.own)
    }

    // CVE-2024-45410: a client took away what the gateway had set.
    @Test func connectionOfTheClientTakesAwayNothingOfOurs() throws {
        let lines = [
            "Connection: close, X-Forwarded-For, x-forwarded-proto, X-Forwarded-Host, Via, X-Other", "X-Other: 1",
            "Accept: a/b",
        ]
        #expect(try Self.sent(lines, peer: "203.0.113.9") == ["Accept: a/b"] + Self.own)
    }

    @Test func chainOfTrustedProxiesIsPassedOn() throws {
        let lines = [
            "X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.0.0.2", "X-Forwarded-Proto: https", "X-Forwarded-Host: a.example",
            "Via: 1.1 edge",
        ]
        #expect(
            try Self.sent(lines) == [
                "Via: 1.1 edge", "X-Forwarded-For: 1.2.3.4, 10.0.0.2, 10.0.0.1", "X-Forwarded-Proto: https",
                "X-Forwarded-Host: a.example",
                "Via: 1.1 tutti",
            ])
    }

    @Test func forwardedIsSentWhereItIsWanted() throws {
        let forwarding = ForwardingHeaders(sendsForwarded: true, via: nil)
        #expect(
            try Self.sent(["X-Forwarded-For: 2001:db8::1"], forwarding: forwarding, host: "a.example:80").last
                == #"Forwarded: for="[2001:db8::1]";proto=http;host="a.example:80", for=10.0.0.1"#)
        #expect(try Self.sent([], forwarding: forwarding, host: nil).last == "Forwarded: for=10.0.0.1;proto=http")
        #expect(
            try Self.sent([], forwarding: forwarding, host: #"a"b\"#).last
                == #"Forwarded: for=10.0.0.1;proto=http;host="a\"b\\""#)
    }

    @Test(
        arguments: [
            (
                [
                    "Keep-Alive: 5", "Proxy-Connection: close", "Transfer-Encoding: chunked", "Trailer: a",
                    "Upgrade: h2c",
                    "HTTP2-Settings: x",
                ], []
            ),
            (["Proxy-Authorization: Basic x", "Authorization: Basic y"], ["Authorization: Basic y"]),
            (["TE: gzip", "Connection: TE"], []), (["TE: trailers, gzip", "Connection: te"], ["TE: trailers"]),
            (["TE: Trailers;q=1"], ["TE: trailers"]),
            (["Connection: , a ,B", "Connection: c", "a: 1", "b: 2", "C: 3", "d: 4"], ["d: 4"]),
            (["Connection: Host, Content-Length", "Content-Length: 3"], ["Content-Length: 3"]), ([], []),
        ] as [([String], [String])])
    func headersOfTheConnectionGo(lines: [String], left: [String]) {
        var headers = Fields.of(lines)
        ConnectionHeaders.remove(from: &headers)
        #expect(Fields.lines(headers) == left)
    }
}
