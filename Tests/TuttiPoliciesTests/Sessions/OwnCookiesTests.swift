import HTTPTypes
import Testing

@testable import TuttiPolicies

struct OwnCookiesTests {
    private let cookies = OwnCookies(["__Host-session", "__Host-session-1"])

    @Test func withoutNamesThereAreNone() {
        #expect(OwnCookies([]) == nil)
    }

    @Test(arguments: [
        ("__Host-session=1.a; Path=/", false), ("__Host-session-1=a", false), (" __Host-session =1.a", false),
        ("=__Host-session=1.a", false), ("__Host-session", false), ("theme=__Host-session", true),
        ("__Host-session-2=a", true), ("__host-session=a", true), ("a=b; __Host-session=1.a", true),
    ])
    func noServiceSetsThem(_ value: String, isKept: Bool) throws {
        var headers = [HTTPField(name: .setCookie, value: value), HTTPField(name: .server, value: "__Host-session=a")]
        try #require(cookies).removeSet(from: &headers)
        #expect(headers.map(\.name) == (isKept ? [.setCookie, .server] : [.server]))
    }

    @Test func noServiceGetsThem() throws {
        let cookies = try #require(cookies)
        #expect(cookies.line(without: "a=b; __Host-session=1.c;__Host-session-1=d; e=f") == "a=b; e=f")
        #expect(cookies.line(without: "__Host-session=1.c") == nil)
    }
}
