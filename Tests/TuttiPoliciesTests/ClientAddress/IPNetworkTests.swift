import Testing

@testable import TuttiPolicies

struct IPNetworkTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.0.0.0/8"), ("192.0.2.7", "192.0.2.7"), ("192.0.2.7/32", "192.0.2.7"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("2001:db8::/32", "2001:db8::/32"), ("::1", "::1"), ("::ffff:10.0.0.0/104", "10.0.0.0/8"), ("::/0", "::/0"),
    ])
    func isWrittenInOneForm(text: String, written: String) throws {
        #expect(try IPNetwork(text).description == written)
    }

    @Test(
        arguments: [
            ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
            ("10.0.0.0/8", "9.255.255.255", false),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("10.0.0.0/8", "::a00:1", false),
            ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.6", false), ("192.0.2.7/32", "192.0.2.7", true),
            ("192.0.2.6/31", "192.0.2.7", true), ("0.0.0.0/0", "255.1.2.3", true), ("0.0.0.0/0", "::1", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false),
            ("::/0", "2001:db8::1", true), ("::/0", "10.0.0.1", false), ("::1", "::1", true), ("::1/128", "::2", false),
            ("fe80::/10", "febf::1", true), ("fe80::/10", "fec0::1", false),
            ("::ffff:10.0.0.0/104", "10.9.9.9", true), ("::ffff:0.0.0.0/96", "1.2.3.4", true),
            ("::ffff:10.0.0.1", "10.0.0.1", true),
        ] as [(String, String, Bool)])
    func hasAddressesInIt(network: String, address: String, isIn: Bool) throws {
        #expect(try IPNetwork(network).contains(try #require(IPAddress(address))) == isIn)
    }

    @Test(
        arguments: [
            ("10.0.0.0/33", .prefixTooLong(most: 32)), ("::/129", .prefixTooLong(most: 128)), ("10.0.0.0/", .malformed),
            ("10.0.0.0/-1", .malformed), ("10.0.0.0/08", .malformed), ("10.0.0.0/8/8", .malformed),
            ("10.0.0/8", .malformed),
            ("/8", .malformed), ("", .malformed), ("10.0.0.0/255.0.0.0", .malformed), ("all", .malformed),
            ("::ffff:10.0.0.0/8", .malformed),
            ("10.0.0.1/8", .bitsBehindPrefix(network: "10.0.0.0/8")),
            ("2001:db8::1/32", .bitsBehindPrefix(network: "2001:db8::/32")),
            ("1.2.3.4/0", .bitsBehindPrefix(network: "0.0.0.0/0")),
            ("::ffff:10.0.0.1/104", .bitsBehindPrefix(network: "10.0.0.0/8")),
        ] as [(String, IPNetwork.Mistake)])
    func anythingElseIsAMistake(text: String, mistake: IPNetwork.Mistake) {
        #expect(throws: mistake) { try IPNetwork(text) }
    }
}
