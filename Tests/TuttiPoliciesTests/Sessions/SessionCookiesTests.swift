import Testing
import TuttiPolicies

struct SessionCookiesTests {
    private let cookies = SessionCookies(name: "__Host-s")

    private func line(_ lines: [String]) -> String {
        lines.map { String($0.prefix { $0 != ";" }) }.joined(separator: "; ")
    }

    @Test func aShortTextIsOneCookieForThisHostAndNoScript() throws {
        let lines = try #require(cookies.set("abc", seconds: 60))
        #expect(lines == ["__Host-s=1.abc; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Strict"])
        #expect(cookies.text(in: SessionHeaders(("cookie", line(lines)))) == "abc")
        let lax = SessionCookies(name: "__Host-s-login", sameSite: .lax)
        #expect(lax.set("a", seconds: 600)?.first?.hasSuffix("SameSite=Lax") == true)
    }

    @Test(arguments: [0, 1, 3799, 3800, 3801, 7600, 7601, 15_200])
    func aTextComesBackWhateverItsLength(_ count: Int) throws {
        let text = String(repeating: "a", count: max(count - 1, 0)) + (count > 0 ? "b" : "")
        let lines = try #require(cookies.set(text, seconds: 60))
        for line in lines { #expect(line.prefix { $0 != ";" }.utf8.count <= 4096) }
        #expect(cookies.text(in: SessionHeaders(("cookie", "a=1; " + line(lines) + "; b=2"))) == text)
        // HTTP/2 may send each by itself.
        var apart = SessionHeaders()
        apart.fields = lines.reversed().map { ("cookie", line([$0])) }
        #expect(cookies.text(in: apart) == text)
    }

    @Test func aTextThatIsTooLongIsNone() {
        #expect(cookies.set(String(repeating: "a", count: 15_201), seconds: 60) == nil)
    }

    @Test(arguments: [
        "", "a=1", "__Host-s=", "__Host-s=1", "__Host-s=0.abc", "__Host-s=5.abc", "__Host-s=x.abc", "__Host-s=1abc",
        "__Host-s=2.abc", "__Host-s=3.abc; __Host-s-1=d", "__Host-s=1.abc; __Host-s=1.abc",
        "__Host-s=2.a; __Host-s-1=b; __Host-s-1=c", "__host-s=1.abc", "__Host-s-1=abc", "__Host-sx=1.abc",
    ])
    func whatIsNotWholeIsNone(_ line: String) {
        #expect(cookies.text(in: SessionHeaders(("cookie", line))) == nil)
    }

    @Test func partsOfALongerOneAreLeftAlone() {
        #expect(cookies.text(in: SessionHeaders(("cookie", "__Host-s=1.abc; __Host-s-1=old"))) == "abc")
    }

    @Test func allAreForgotten() {
        #expect(cookies.cleared.count == 4)
        #expect(cookies.cleared[3].hasPrefix("__Host-s-3=; Path=/; Max-Age=0; Secure"))
        #expect(cookies.isThere(in: SessionHeaders(("cookie", "a=b; __Host-s-3=x"))))
        #expect(!cookies.isThere(in: SessionHeaders(("cookie", "a=b; __Host-s-4=x"))))
    }

    /// A bomb of cookies: as many as a request may have.
    @Test func aThousandCookiesAreReadInOneGo() {
        let many = (0..<1000).map { "__Host-s-\($0)=\($0)" }.joined(separator: "; ")
        #expect(cookies.text(in: SessionHeaders(("cookie", many))) == nil)
        #expect(cookies.text(in: SessionHeaders(("cookie", many + "; __Host-s=1.a"))) == "a")
    }
}
