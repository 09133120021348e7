import Testing

@testable import TuttiTLS

/// Which certificate a client is shown.
@Suite struct CertificateChoiceTests {
    private let choice = CertificateChoice([
        ["shop.example.com"], ["*.example.com", "*.shop.example.com"], ["api.example.com", "shop.example.com"],
    ])

    @Test(arguments: [
        (nil, 0), ("", 0), ("elsewhere.org", 0), ("shop.example.com", 0), ("SHOP.Example.com", 0),
        ("shop.example.com.", 0), ("api.example.com", 2), ("www.example.com", 1), ("www.shop.example.com", 1),
        ("a.b.example.com", 0), ("example.com", 0), (".example.com", 0), ("com", 0), ("*.example.com", 1),
    ])
    func theNameDecides(host: String?, index: Int) {
        #expect(choice.index(for: host) == index)
    }
}
