import SeededRandom
import Testing

@testable import TuttiPolicies

struct IPAddressTests {
    @Test(
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
            ("::", "::"), ("::1", "::1"), ("2001:DB8::1", "2001:db8::1"), ("2001:db8:0:0:0:0:0:1", "2001:db8::1"),
            ("2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
            ("1::", "1::"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
            ("fe80::0:0:1", "fe80::1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
            ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
            // IPv4 within IPv6 is IPv4.
            ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:C000:0201", "192.0.2.1"),
            ("0:0:0:0:0:ffff:10.0.0.1", "10.0.0.1"),
            // Its obsolete form is not.
            ("::192.0.2.1", "::c000:201"),
        ] as [(String, String)])
    func isReadAndWritten(text: String, written: String) {
        #expect(IPAddress(text)?.description == written)
    }

    @Test(arguments: [
        "", ".", ":", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04", "1..2.3", "1.2.3.4 ", " 1.2.3.4",
        "0x1.2.3.4",
        "1.2.3.+4", "1.2.3.-4", "１.2.3.4", "127.1", "2130706433", ":::", "1::2::3", "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9", ":1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:", "1:2:3:4:5:6:7::8", "12345::", "g::", "+1::", "-0::", "::-1", "1.2.3.4::", "::1.2.3.4:5",
        "::1.2.3", "::1.2.3.4.5",
        "1:2:3:4:5:6:7:1.2.3.4", "[::1]", "::1%eth0", "fe80::1%1", "::ffff:1.2.3.256", "localhost", "::1\u{301}",
        "0000000000000000000000000000000000000000000000000000000000001::",
    ])
    func isNoAddress(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func whatIsWrittenIsReadAgain() {
        var random = SeededGenerator(seed: 31)
        for _ in 0..<5_000 {
            var bits: UInt128 = 0
            for _ in 0..<8 {
                bits = bits << 16 | (random.chance(50) ? 0 : UInt128(UInt16.random(in: 0...0xFFFF, using: &random)))
            }
            let address = random.chance(20) ? IPAddress(ipv4: UInt32(truncatingIfNeeded: bits)) : IPAddress(ipv6: bits)
            #expect(IPAddress(address.description) == address)
        }
    }
}
