import Testing
import TuttiComposition
import TuttiPlan

/// Mistakes in `listen`: what they are called, and the characters they are found at (`▸`).
@Suite struct MistakesInListenersTests {
    private func check(_ code: String, _ marked: String) throws -> LoadResult {
        let marked = MarkedText(marked)
        let result = try ListenerFolder().load(marked.text)
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
        return result
    }

    @Test(arguments: [
        ("wrong-type", "listen: ▸[]"),
        ("wrong-type", "listen: [▸null]"),
        ("wrong-type", "listen: ▸{ address: 127.0.0.1:80, enabled: false }"),
        ("wrong-type", "listen: ▸[{ address: 127.0.0.1:80, enabled: false }]"),
        ("wrong-type", "listen: { address: 127.0.0.1:80, enabled: ▸off }"),
        ("invalid-address", "listen: [127.0.0.1:80, ▸\"81\"]"),
        ("invalid-address", "listen: [127.0.0.1:80, ▸127.0.0.1:80]"),
        ("invalid-address", "listen: [127.0.0.1:80, \"127.0.0.1:81\"]\nadmin: ▸127.0.0.1:81"),
        ("invalid-address", "listen: ▸unix:run/a.sock"),
        ("invalid-address", "listen: ▸unix:/run/"),
        ("invalid-address", "listen: ▸unix:/\(String(repeating: "a", count: 107))"),
        ("invalid-address", "listen: ▸/run/a.sock"),
        ("invalid-address", "listen: [unix:/run/a.sock, ▸unix:/run/a.sock]"),
        ("invalid-address", "listen: unix:/run/a.sock\nadmin: ▸unix:/run/a.sock"),
        ("invalid-number", "listen: { address: \"unix:/run/a.sock\", socket-mode: ▸0999 }"),
        ("invalid-number", "listen: { address: \"unix:/run/a.sock\", socket-mode: ▸60 }"),
        ("invalid-address", "listen: { address: 127.0.0.1:80, socket-mode: ▸0660 }"),
        ("missing-key", "listen: ▸{ http2: never }"),
        ("unknown-key", "listen: { address: 127.0.0.1:80, ▸ssl: {} }"),
        ("wrong-type", "listen: { address: 127.0.0.1:80, http2: ▸always }"),
        ("wrong-type", "listen: { address: 127.0.0.1:80, redirect-to-https: ▸https }"),
        ("invalid-number", "listen: { address: 127.0.0.1:80, redirect-to-https: ▸0 }"),
        ("wrong-type", "listen: { address: 127.0.0.1:80, tls: ▸true }"),
        ("missing-key", "listen: { address: 127.0.0.1:80, tls: ▸{} }"),
    ])
    func isFoundAtItsPlace(code: String, marked: String) throws {
        #expect(try check(code, marked).plan == nil)
    }

    private static let shop = "{ certificate: shop.pem, key: shop.key }"

    @Test(arguments: [
        ("wrong-type", "certificates: ▸[]"),
        ("wrong-type", "certificates: ▸shop.pem"),
        ("missing-key", "certificates: [▸{ certificate: shop.pem }]"),
        ("unknown-key", "certificates: [\(shop)], ▸ciphers: ALL"),
        ("certificate-missing", "certificates: [{ certificate: ▸none.pem, key: ▸none.key }]"),
        ("certificate-missing", "certificates: [{ certificate: ▸., key: shop.key }]"),
        ("invalid-certificate", "certificates: [{ certificate: ▸empty, key: shop.key }]"),
        ("invalid-certificate", "certificates: [{ certificate: ▸notes.txt, key: shop.key }]"),
        ("invalid-certificate", "certificates: [{ certificate: ▸broken.pem, key: shop.key }]"),
        ("invalid-certificate", "certificates: [{ certificate: ▸shop.key, key: shop.pem }]"),
        ("invalid-certificate", "certificates: [{ certificate: shop.pem, key: ▸empty }]"),
        ("invalid-certificate", "certificates: [{ certificate: shop.pem, key: ▸shop.pem }]"),
        ("invalid-certificate", "certificates: [{ certificate: shop.pem, key: ▸broken.key }]"),
        ("invalid-certificate", "certificates: [{ certificate: shop.pem, key: ▸encrypted.key }]"),
        ("invalid-certificate", "certificates: [{ certificate: shop.pem, key: ▸wild.key }]"),
        ("invalid-certificate", "certificates: [\(shop)], clients: { ca: ▸notes.txt }"),
        ("certificate-missing", "certificates: [\(shop)], clients: { ca: ▸none.pem }"),
        ("missing-key", "certificates: [\(shop)], clients: ▸{ required: true }"),
        ("wrong-type", "certificates: [\(shop)], clients: { ca: ca.pem, required: ▸yes }"),
        ("invalid-header", "certificates: [\(shop)], strict-transport-security: ▸includeSubDomains"),
        ("invalid-header", "certificates: [\(shop)], strict-transport-security: ▸max-age=1y"),
    ])
    func isFoundInTLS(code: String, marked: String) throws {
        #expect(try check(code, "listen: { address: 127.0.0.1:80, tls: { \(marked) } }").plan == nil)
    }

    private static func listen(_ certificate: String) -> String {
        "listen: { address: 127.0.0.1:80, tls: { certificates: [\(certificate)] } }"
    }

    @Test(arguments: ["http2: ▸prior-knowledge", "redirect-to-https: ▸true"])
    func whatIsForListenersWithoutTLSIsRefused(marked: String) throws {
        let tls = "tls: { certificates: [\(Self.shop)] }"
        #expect(try check("invalid-address", "listen: { address: 127.0.0.1:80, \(tls), \(marked) }").plan == nil)
    }

    /// A warning: clients refuse it, but other listeners are to be served all the same.
    @Test(arguments: [
        ("expired.pem", "expired on Fri, 01 Jan 2021"), ("future.pem", "is not valid before Wed, 01 Jan 2110"),
    ])
    func aCertificateThatIsNotValidNowIsWarnedOf(file: String, words: String) throws {
        let result = try check(
            "certificate-expired", Self.listen("{ certificate: ▸\(file), key: shop.key }"))
        #expect(result.plan != nil)
        #expect(result.rendered.contains("warning: the certificate in `\(file)` \(words)"), "\(result.rendered)")
    }

    /// Keys are most often kept elsewhere than the files are checked.
    @Test func aMissingFileIsAnErrorOnlyWhereItIsServed() throws {
        let text = Self.listen("{ certificate: none.pem, key: shop.key }")
        let checked = try ListenerFolder().load(text, isForServing: false)
        #expect(checked.plan != nil)
        #expect(checked.errorCount == 0 && checked.warningCount == 1, "\(checked.rendered)")
        #expect(try ListenerFolder().load(text).errorCount == 1)
    }

    @Test func whatStandsInAKeyIsNeverRepeated() throws {
        let text = Self.listen("{ certificate: shop.key, key: broken.key }")
        let result = try ListenerFolder().load(text)
        #expect(!result.rendered.contains("MIG"), "\(result.rendered)")
        #expect(!result.rendered.contains("AAAA"), "\(result.rendered)")
    }
}
