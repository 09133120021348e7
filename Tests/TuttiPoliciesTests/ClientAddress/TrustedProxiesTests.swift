import Testing

@testable import TuttiPolicies

struct TrustedProxiesTests {
    private static func client(
        _ lines: [String], peer: String = "10.0.0.1", headers: TrustedProxies.Headers = .xForwarded
    ) throws -> OriginalClient {
        let proxies = TrustedProxies(try [IPNetwork("10.0.0.0/8"), IPNetwork("2001:db8:1::/48")], headers: headers)
        return proxies.client(peer: IPAddress(peer), values: Fields.values(lines))
    }

    private static func address(_ client: OriginalClient) -> String? { client.address?.description }

    @Test func nobodyIsTrustedByDefault() throws {
        let peer = try #require(IPAddress("127.0.0.1"))
        let client = TrustedProxies().client(
            peer: peer,
            values: Fields.values(["X-Forwarded-For: 1.2.3.4", "X-Forwarded-Proto: https", "Forwarded: for=1.2.3.4"]))
        #expect(client == OriginalClient(address: peer))
    }

    @Test(arguments: TrustedProxies.Headers.allCases)
    func clientThatIsNoProxyCannotSayWhoItIs(headers: TrustedProxies.Headers) throws {
        let client = try Self.client(
            ["X-Forwarded-For: 1.2.3.4", "X-Forwarded-Host: evil.example", "Forwarded: for=1.2.3.4;host=evil.example"],
            peer: "203.0.113.9", headers: headers)
        #expect(client == OriginalClient(address: IPAddress("203.0.113.9")))
    }

    @Test(
        arguments: [
            (["1.2.3.4"], "1.2.3.4", ["10.0.0.1"]), (["1.2.3.4, 10.0.0.2"], "1.2.3.4", ["10.0.0.2", "10.0.0.1"]),
            // What a client has sent before is not walked to.
            (["6.6.6.6, 1.2.3.4, 10.0.0.2"], "1.2.3.4", ["10.0.0.2", "10.0.0.1"]),
            (["10.0.0.9, 1.2.3.4"], "1.2.3.4", ["10.0.0.1"]),
            (["6.6.6.6", "1.2.3.4"], "1.2.3.4", ["10.0.0.1"]), (["\", 1.2.3.4"], "1.2.3.4", ["10.0.0.1"]),
            // All are proxies: the first one has asked itself.
            (["10.0.0.3, 10.0.0.2"], "10.0.0.3", ["10.0.0.2", "10.0.0.1"]), ([], "10.0.0.1", []),
            ([""], "10.0.0.1", []),
            // What can't be read ends the walk at the last proxy that is known.
            (["unknown"], "10.0.0.1", []), (["1.2.3.4, rubbish"], "10.0.0.1", []),
            (["1.2.3.4, rubbish, 10.0.0.2"], "10.0.0.2", ["10.0.0.1"]),
            (["01.2.3.4"], "10.0.0.1", []), (["_hidden, 10.0.0.2"], "10.0.0.2", ["10.0.0.1"]),
            // Ports, brackets, and IPv4 within IPv6.
            (["1.2.3.4:5678"], "1.2.3.4", ["10.0.0.1"]), (["[2001:db8::1]:80"], "2001:db8::1", ["10.0.0.1"]),
            (["2001:db8::1"], "2001:db8::1", ["10.0.0.1"]),
            (["1.2.3.4, ::ffff:10.0.0.2"], "1.2.3.4", ["10.0.0.2", "10.0.0.1"]),
            (["1.2.3.4,2001:db8:1::5"], "1.2.3.4", ["2001:db8:1::5", "10.0.0.1"]),
            (["1.2.3.4,,"], "1.2.3.4", ["10.0.0.1"]),
        ] as [([String], String, [String])])
    func walkEndsAtTheFirstWhoIsNoProxy(values: [String], address: String, proxies: [String]) throws {
        let x = try Self.client(values.map { "X-Forwarded-For: \($0)" })
        #expect(Self.address(x) == address)
        #expect(x.proxies.map(\.description) == proxies)
    }

    @Test(
        arguments: [
            (["for=1.2.3.4"], "1.2.3.4"), ([#"for="[2001:db8::1]:80", for=10.0.0.2"#], "2001:db8::1"),
            (["for=6.6.6.6, for=1.2.3.4;proto=https"], "1.2.3.4"),
            (["for=6.6.6.6", "for=1.2.3.4"], "1.2.3.4"), (["for=_hidden"], "10.0.0.1"),
            (["for=1.2.3.4, for=unknown, for=10.0.0.2"], "10.0.0.2"),
            (["for=1.2.3.4, for=10.0.0.2;for=10.0.0.3"], "10.0.0.1"), (["1.2.3.4"], "10.0.0.1"),
            (["for=1.2.3.4, by=10.0.0.1"], "10.0.0.1"),
            ([#"for=", for=1.2.3.4"#], "1.2.3.4"), ([#"for="6.6.6.6", for="1.2.3.4"#], "10.0.0.1"),
            ([#"for=6.6.6.6\", for="1.2.3.4""#], "1.2.3.4"),
        ] as [([String], String)])
    func forwardedIsWalkedTheSameWay(values: [String], address: String) throws {
        #expect(try Self.address(Self.client(values.map { "Forwarded: \($0)" }, headers: .forwarded)) == address)
    }

    @Test func onlyTheHeaderThatTheProxiesWriteIsRead() throws {
        let lines = ["X-Forwarded-For: 1.2.3.4", "Forwarded: for=5.6.7.8"]
        #expect(try Self.address(Self.client(lines)) == "1.2.3.4")
        #expect(try Self.address(Self.client(lines, headers: .forwarded)) == "5.6.7.8")
    }

    @Test(
        arguments: [
            (["For: 1.2.3.4", "Proto: https", "Host: shop.example.com"], "https", "shop.example.com"),
            // Lists: the first trusted proxy's word counts.
            (["For: 1.2.3.4, 10.0.0.2", "Proto: https, http", "Host: a.example, b.example"], "https", "a.example"),
            (["For: 6.6.6.6, 1.2.3.4", "Proto: https, http", "Host: evil.example, a.example"], "http", "a.example"),
            (["For: 1.2.3.4, 10.0.0.2", "Proto: https", "Host: a.example"], "https", "a.example"),
            (["For: rubbish", "Proto: HTTPS", "Host: a.example:8443"], "https", "a.example:8443"),
            (["For: 1.2.3.4", "Proto: ftp", "Host: a b"], nil, nil), (["For: 1.2.3.4"], nil, nil),
            (["For: 1.2.3.4", "Host: a.example/path"], nil, nil),
            (["For: 1.2.3.4", "Host: [::1]:80"], nil, "[::1]:80"),
            (["For: 1.2.3.4", "Host: user@a.example"], nil, nil),
        ] as [([String], String?, String?)])
    func schemeAndHostAreThoseOfTheClient(lines: [String], scheme: String?, host: String?) throws {
        let client = try Self.client(lines.map { "X-Forwarded-\($0)" })
        #expect(client.scheme?.rawValue == scheme)
        #expect(client.host?.text == host)
    }

    @Test func schemeAndHostOfForwardedStandBesideTheClient() throws {
        let client = try Self.client(
            [
                "Forwarded: for=6.6.6.6;host=evil.example, for=1.2.3.4;proto=https;host=a.example, for=10.0.0.2;proto=http;host=b.example"
            ],
            headers: .forwarded)
        #expect(Self.address(client) == "1.2.3.4")
        #expect(client.scheme == .https)
        #expect(client.host?.text == "a.example")
    }

    /// A socket in the file system: its peer has no address.
    @Test func whoeverMayConnectToASocketIsAProxyWhereItIsSaidSo() {
        let lines = ["X-Forwarded-For: 6.6.6.6, 1.2.3.4", "X-Forwarded-Proto: http, https"]
        let trusted = TrustedProxies(areOnUnixSockets: true).client(peer: nil, values: Fields.values(lines))
        #expect(Self.address(trusted) == "1.2.3.4")
        #expect(trusted.proxies == [])
        #expect(trusted.scheme == .https)
        #expect(TrustedProxies().client(peer: nil, values: Fields.values(lines)) == OriginalClient(address: nil))
        let other = TrustedProxies(areOnUnixSockets: true)
            .client(peer: IPAddress("10.0.0.1"), values: Fields.values(lines))
        #expect(Self.address(other) == "10.0.0.1")
    }

    @Test func listOfProxiesIsBounded() throws {
        let many = (0..<100).map { "10.0.1.\($0)" }.joined(separator: ", ")
        #expect(try Self.client(["X-Forwarded-For: \(many)"]).proxies.count == TrustedProxies.mostHops)
    }
}
