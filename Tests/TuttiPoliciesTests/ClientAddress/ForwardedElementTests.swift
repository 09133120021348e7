import Testing

@testable import TuttiPolicies

/// RFC 7239, 4 and 6.
struct ForwardedElementTests {
    private static func address(_ text: String) -> ForwardedNode? { IPAddress(text).map { .address($0) } }

    @Test(
        arguments: [
            ("for=192.0.2.43", "192.0.2.43"), (#"for="192.0.2.43:47011""#, "192.0.2.43"),
            (#"For="[2001:db8:cafe::17]:4711""#, "2001:db8:cafe::17"),
            (#"for="[2001:db8:cafe::17]""#, "2001:db8:cafe::17"),
            ("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"),
            (#"proto=https;FOR="192.0.2.60:_port""#, "192.0.2.60"), ("for=[2001:db8::1]:80", "2001:db8::1"),
            ("for=2001:db8::1", "2001:db8::1"),
            (";;for=192.0.2.43; ;", "192.0.2.43"), (#"secret="a;b=\"c\"";for=192.0.2.43"#, "192.0.2.43"),
            (#"for="\192.0.2.43""#, "192.0.2.43"),
            (#"for="::ffff:192.0.2.43""#, "192.0.2.43"),
        ] as [(String, String)])
    func saysWhoTheClientIs(text: String, address: String) {
        #expect(ForwardedElement(text[...])?.client == Self.address(address))
    }

    @Test(arguments: [
        "for=_hidden", "for=unknown", "for=UNKNOWN", #"for="_gazonk:_x""#, #"for="unknown:80""#, "for=_SEVKISEK",
    ])
    func hidesTheClient(text: String) {
        #expect(ForwardedElement(text[...])?.client == .hidden)
    }

    @Test func saysSchemeAndHost() {
        let element = ForwardedElement(#"for=1.2.3.4;proto=HTTPS;host="shop.example.com:8443";by=_x"#)
        #expect(element?.scheme == "HTTPS")
        #expect(element?.host == "shop.example.com:8443")
        #expect(ForwardedElement("proto=http")?.client == nil)
    }

    @Test(arguments: [
        "", ";", " ", "for", "for=", "for =1.2.3.4", "for= 1.2.3.4", "for=1.2.3.4 5", "for=1.2.3.4 proto=http",
        "=1.2.3.4", #"for="1.2.3.4"#,
        #"for="1.2.3.4\""#, #"for=1.2.3.4""#, "for=1.2.3.4;for=5.6.7.8", "for=1.2.3.4;FOR=1.2.3.4", "for=1.2.3",
        "for=[1.2.3.4]", "for=[::1",
        "for=[::1]x", "for=::1]", "for=1.2.3.4:", "for=1.2.3.4:99999", "for=1.2.3.4:-1", "for=1.2.3.4:80:80",
        "for=_a/b", "for=unknown:a b", "f(r=1.2.3.4",
        "for=1.2.3.4,for=5.6.7.8", "for\u{301}=1.2.3.4", "for=\u{301}1.2.3.4", "for=[\u{301}::1]",
    ])
    func anythingElseIsNoElement(text: String) {
        #expect(ForwardedElement(text[...]) == nil)
    }

    @Test(
        arguments: [
            (["a, b,c"], ["c", "b", "a"]), (["a", "b, c"], ["c", "b", "a"]),
            ([#"for="a,b", c"#], ["c", #"for="a,b""#]),
            ([#"x="\",\\", y="\\\",""#], [#"y="\\\",""#, #"x="\",\\""#]), ([", ,a,, ", ""], ["a"]), ([], []),
            ([","], []),
            // What nobody has closed ends where a proxy has appended.
            ([#"for=", for=1.2.3.4"#], ["for=1.2.3.4", #"for=""#]), ([#"a\", b"#], ["b", #"a\""#]),
            (["\", a"], ["a", "\""]),
        ] as [([String], [String])])
    func elementsComeFromTheRight(lines: [String], elements: [String]) {
        #expect(ElementsFromTheRight(lines).map(String.init) == elements)
    }
}
