import Testing
import TestCertificates
import TuttiComposition
import TuttiPlan
import TuttiResilience

/// What `listen` compiles to.
@Suite struct ListenersTests {
    private func listeners(_ lines: String) throws -> [ListenerPlan] {
        let result = try ListenerFolder().load(lines)
        #expect(result.diagnostics.isEmpty, "\(result.rendered)")
        return try #require(result.plan).settings.listeners
    }

    private let one = ListenAddress(host: "127.0.0.1", port: 80)
    private let two = ListenAddress(host: "::1", port: 81)

    @Test func anAddressIsAListener() throws {
        #expect(try listeners("listen: 127.0.0.1:80") == [ListenerPlan(address: one)])
    }

    @Test func aListHasAddressesAndListeners() throws {
        let read = try listeners("listen: [127.0.0.1:80, { address: \"[::1]:81\", http2: prior-knowledge }]")
        #expect(read == [ListenerPlan(address: one), ListenerPlan(address: two, http2: .priorKnowledge)])
    }

    @Test func thePortZeroMayBeThereTwice() throws {
        #expect(try listeners("listen: [127.0.0.1:0, 127.0.0.1:0]").count == 2)
    }

    @Test func aListenerThatIsNotEnabledIsLeftOutAndItsFilesAreNotRead() throws {
        let read = try listeners(
            """
            listen:
              - { address: 127.0.0.1:80, enabled: true }
              - address: 127.0.0.1:80
                enabled: ${NONE_SUCH:-false}
                tls: { certificates: [{ certificate: none.pem, key: none.key }] }
            """)
        #expect(read == [ListenerPlan(address: one)])
    }

    @Test func certificatesAreReadFromTheFolderOn() throws {
        let read = try listeners(
            """
            listen:
              address: 127.0.0.1:80
              tls:
                certificates: [{ certificate: shop.pem, key: shop.key }, { certificate: chain.pem, key: shop.key }]
                clients: { ca: ca.pem, required: false }
                strict-transport-security: max-age=31536000; includeSubDomains
            """)
        let tls = try #require(read.first?.tls)
        let certificate = try #require(tls.certificates.first)
        #expect(certificate.path == "shop.pem")
        #expect(certificate.chain == Array(TestCertificates.shop.utf8))
        #expect(certificate.key == Array(TestCertificates.shopKey.utf8))
        #expect(tls.certificates.count == 2)
        let authorities = Array(TestCertificates.authority.utf8)
        #expect(tls.clients == TLSPlan.Clients(authorities: authorities, areRequired: false))
        #expect(tls.strictTransportSecurity == "max-age=31536000; includeSubDomains")
    }

    @Test func clientsThatAreAskedForCertificatesMustHaveOne() throws {
        let read = try listeners(
            """
            listen:
              address: 127.0.0.1:80
              tls: { certificates: [{ certificate: shop.pem, key: shop.key }], clients: { ca: ca.pem } }
            """)
        #expect(read.first?.tls?.clients?.areRequired == true)
    }

    @Test(arguments: [("true", 443), ("8443", 8443), ("false", nil)])
    func theRedirectHasThePortOfHTTPS(value: String, port: Int?) throws {
        let read = try listeners("listen: { address: 127.0.0.1:80, redirect-to-https: \(value) }")
        #expect(read == [ListenerPlan(address: one, httpsPort: port)])
    }

    @Test func aSocketInTheFileSystemIsAnAddress() throws {
        let read = try listeners(
            "listen: [unix:/run/a.sock, { address: \"unix:/run/b.sock\", socket-mode: 0606, socket-name: web }, { address: \"unix:/run/c.sock\", socket-mode: \"640\" }]"
        )
        #expect(
            read == [
                ListenerPlan(address: ListenAddress(path: "/run/a.sock")),
                ListenerPlan(address: ListenAddress(path: "/run/b.sock"), socketMode: 0o606, socketName: "web"),
                ListenerPlan(address: ListenAddress(path: "/run/c.sock"), socketMode: 0o640),
            ])
        #expect(read[0].socketMode == 0o660)
        #expect(read[0].address.description == "unix:/run/a.sock")
    }

    @Test func aListenerHasTheBoundsOfAllButThoseThatItSays() throws {
        let read = try listeners(
            """
            listen: [127.0.0.1:80, { address: "127.0.0.1:81", bounds: { idle-time: 5s } }, { address: "127.0.0.1:82", bounds: { headers: 7 } }]
            bounds: { headers: 7 }
            """)
        var own = ConnectionBounds()
        own.headerCount = 7
        own.idleTime = .seconds(5)
        #expect(read.map(\.bounds) == [nil, own, nil])
    }

    @Test func theAddressOfTheCommandLineIsThatOfTheFirst() throws {
        let lines = "listen: [{ address: 127.0.0.1:80, http2: never }, \"[::1]:81\"]"
        let settings = try #require(try ListenerFolder().load(lines).plan).settings
        let elsewhere = ListenAddress(host: "0.0.0.0", port: 9)
        #expect(
            settings.with(listen: elsewhere, admin: nil).listeners
                == [ListenerPlan(address: elsewhere, http2: .never), ListenerPlan(address: two)])
    }
}
