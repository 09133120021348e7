import HTTPTypes
import TestCertificates
import Testing
import TuttiComposition
import TuttiPlan
import TuttiResilience

/// How connections to a service are opened: what is read, and which mistakes are found (`▸`).
@Suite struct ConnectionReadingTests {
    private func service(_ keys: String, isForServing: Bool = true) throws -> ServicePlan {
        let result = try ListenerFolder().load("", services: "a: { \(keys) }", isForServing: isForServing)
        return try #require(result.plan?.services.first, "\(result.rendered)")
    }

    @Test func whatIsNotSaidIsTheStandard() throws {
        #expect(try service("instances: [https://a]").connection == .standard)
        let written = "connections: { keep-alive: 60s, life: 5m }, tls: { minimum: \"1.2\" }"
        let connection = try service("instances: [https://a], \(written)").connection
        #expect(connection == ConnectionPlan(tls: ServiceTLSPlan()))
    }

    @Test func allOfItIsRead() throws {
        let service = try service(
            """
            instances: [https://10.0.0.1:8443],
            tls: { ca: ca.pem, certificate: shop.pem, key: shop.key, name: Orders.internal, minimum: "1.3" },
            http: 2, connections: { at-most: 7, keep-alive: 5s, life: 1h }, proxy: "http://us%20er:p%3A:%40@[::1]:3128/",
            user-agent: shop/1.0
            """)
        let certificate = TLSPlan.Certificate(
            path: "shop.pem", chain: Array(TestCertificates.shop.utf8), key: Array(TestCertificates.shopKey.utf8))
        #expect(
            service.connection
                == ConnectionPlan(
                    tls: ServiceTLSPlan(
                        authorities: Array(TestCertificates.authority.utf8), certificate: certificate,
                        name: "Orders.internal", minimum: .tls13),
                    proxy: ProxyPlan(host: "::1", port: 3128, credentials: .init(user: "us er", password: "p::@")),
                    usesHTTP2: true, atMost: 7, keepAlive: .seconds(5), life: .seconds(3600)))
        #expect(service.userAgent == "shop/1.0" && service.headers.isEmpty)
    }

    @Test func anInstanceMayBeASocketInTheFileSystem() throws {
        let instance = try service("instances: [\"unix:/run/a.sock\"]").instances.first
        #expect(instance == ServiceInstance(host: "localhost", port: 80, socketPath: "/run/a.sock"))
    }

    @Test func userAgentReplacesThatOfTheDefaults() throws {
        let result = try ListenerFolder().load(
            "defaults: { headers: { user-agent: b, x: y } }", services: "a: { instances: [http://a], user-agent: c }")
        let service = try #require(result.plan?.services.first)
        #expect(service.headers.map { "\($0.name.canonicalName): \($0.value)" } == ["x: y"])
        #expect(service.userAgent == "c")
    }

    /// Another host than the service's own is shown nothing of the service's.
    @Test func whatARedirectLeadsToIsShownNoCertificate() throws {
        let keys = "instances: [https://a], tls: { certificate: shop.pem, key: shop.key }, proxy: http://p:1"
        let elsewhere = try service(keys).connection.elsewhere
        #expect(elsewhere == ConnectionPlan(proxy: ProxyPlan(host: "p", port: 1)))
    }

    @Test(arguments: [
        ("invalid-url", "instances: [▸unix:run/a.sock]"),
        ("invalid-url", "instances: [▸\"unix:/\"]"),
        ("invalid-url", "instances: [▸\"unix:/\(String(repeating: "a", count: 107))\"]"),
        ("wrong-type", "instances: [https://a], tls: ▸true"),
        ("unknown-key", "instances: [https://a], tls: { ▸insecure: true }"),
        ("unknown-key", "instances: [https://a], tls: { ▸sni: a.internal }"),
        ("invalid-url", "instances: [https://a, http://b], ▸tls: {}"),
        ("invalid-url", "instances: [\"unix:/run/a.sock\"], ▸tls: {}"),
        ("certificate-missing", "instances: [https://a], tls: { ca: ▸none.pem }"),
        ("invalid-certificate", "instances: [https://a], tls: { ca: ▸shop.key }"),
        ("invalid-certificate", "instances: [https://a], tls: { ca: ▸empty }"),
        ("missing-key", "instances: [https://a], tls: { ▸certificate: shop.pem }"),
        ("missing-key", "instances: [https://a], tls: { ▸key: shop.key }"),
        ("invalid-certificate", "instances: [https://a], tls: { certificate: shop.pem, key: ▸wild.key }"),
        ("invalid-certificate", "instances: [https://a], tls: { certificate: shop.pem, key: ▸encrypted.key }"),
        ("invalid-certificate", "instances: [https://a], tls: { certificate: ▸shop.key, key: shop.pem }"),
        ("invalid-address", "instances: [https://a], tls: { name: ▸10.0.0.1 }"),
        ("invalid-address", "instances: [https://a], tls: { name: ▸\"a:443\" }"),
        ("invalid-address", "instances: [https://a], tls: { name: ▸\"[::1]\" }"),
        ("invalid-address", "instances: [https://a], tls: { name: ▸\"https://a\" }"),
        ("wrong-type", "instances: [https://a], tls: { minimum: ▸\"1.1\" }"),
        ("wrong-type", "instances: [https://a], tls: { minimum: ▸null }"),
        ("invalid-number", "instances: [https://a], http: ▸3"),
        ("invalid-url", "instances: [https://a, http://b], http: ▸2"),
        ("unknown-key", "instances: [https://a], ▸http2: true"),
        ("invalid-number", "instances: [http://a], connections: { at-most: ▸0 }"),
        ("invalid-duration", "instances: [http://a], connections: { keep-alive: ▸0s }"),
        ("missing-key", "instances: [http://a], connections: ▸{ warm: 2 }"),
        ("missing-key", "instances: [http://a], connections: ▸{ warm: 2 }, health: { tcp: true }"),
        ("invalid-number", "instances: [http://a], connections: { warm: ▸0 }, health: { get: /up }"),
        ("invalid-number", "instances: [http://a], connections: { at-most: 2, warm: ▸3 }, health: { get: /up }"),
        ("wrong-type", "instances: [http://a], connections: ▸5"),
        ("invalid-url", "instances: [http://a], proxy: ▸https://p:1"),
        ("invalid-url", "instances: [http://a], proxy: ▸socks5://p:1"),
        ("invalid-url", "instances: [http://a], proxy: ▸http://p"),
        ("invalid-url", "instances: [http://a], proxy: ▸http://p:0"),
        ("invalid-url", "instances: [http://a], proxy: ▸http://p:1/x"),
        ("invalid-url", "instances: [http://a], proxy: ▸http://u@p:1"),
        ("invalid-url", "instances: [http://a], proxy: ▸\"http://:w@p:1\""),
        ("invalid-url", "instances: [http://a], proxy: ▸\"http://u:%0@p:1\""),
        ("invalid-url", "instances: [http://a], proxy: ▸\"http://u:%0A@p:1\""),
        ("invalid-url", "instances: [http://a], proxy: ▸\"http://u:%ff@p:1\""),
        ("invalid-url", "instances: [http://a], proxy: ▸\"http://u%3A:w@p:1\""),
        ("invalid-url", "instances: [\"unix:/run/a.sock\"], ▸proxy: http://p:1"),
        ("invalid-url", "instances: [https://10.0.0.1], ▸proxy: http://p:1"),
        ("invalid-url", "instances: [\"https://[::1]\"], ▸proxy: http://p:1, tls: { ca: ca.pem }"),
        ("invalid-header", "instances: [http://a], user-agent: \"a▸\\u0001\""),
        ("invalid-header", "instances: [http://a], headers: { User-Agent: a }, user-agent: ▸b"),
    ])
    func isFoundAtItsPlace(code: String, marked: String) throws {
        let marked = MarkedText("services: { a: { \(marked) } }")
        let result = try ListenerFolder().load(of: marked.text)
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
        #expect(result.plan == nil)
    }

    @Test func aPasswordIsNeverRepeated() throws {
        let result = try ListenerFolder().load(
            of: "services: { a: { instances: [http://a], proxy: \"${PROXY}\" } }", ["PROXY": "http://u:geheim@p:0"])
        #expect(result.errorCount == 1)
        #expect(!result.rendered.contains("geheim"), "\(result.rendered)")
    }

    /// A warning, as of a listener's: other services are to be called all the same.
    @Test func anExpiredCertificateIsWarnedOf() throws {
        let keys = "instances: [https://a], tls: { certificate: expired.pem, key: shop.key }"
        let result = try ListenerFolder().load("", services: "a: { \(keys) }")
        #expect(result.plan != nil && result.warningCount == 1)
        #expect(result.rendered.contains("expired on Fri, 01 Jan 2021"), "\(result.rendered)")
    }

    @Test func aMissingFileIsAnErrorOnlyWhereItIsServed() throws {
        let keys = "instances: [https://a], tls: { ca: none.pem }"
        #expect(try service(keys, isForServing: false).connection.tls?.authorities == nil)
        #expect(try ListenerFolder().load("", services: "a: { \(keys) }").errorCount == 1)
    }
}
