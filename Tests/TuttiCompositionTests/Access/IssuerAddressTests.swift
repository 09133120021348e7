import Testing
import TuttiPlan

struct IssuerAddressTests {
    @Test func takesAddressesApart() {
        let address = IssuerAddress("https://id.example.com:8443/a/b?c=d")
        #expect(address?.isSecure == true && address?.host == "id.example.com" && address?.port == 8443)
        #expect(address?.target == "/a/b?c=d" && address?.description == "https://id.example.com:8443/a/b")
        #expect(IssuerAddress("https://id.example.com")?.target == "/")
        #expect(IssuerAddress("https://id.example.com?a")?.target == "/?a")
        #expect(IssuerAddress("https://[::1]/k")?.host == "::1")
        #expect(IssuerAddress("http://127.0.0.1:7001/k")?.port == 7001)
        #expect(IssuerAddress("http://localhost/k")?.port == 80)
    }

    @Test(arguments: [
        "", "id.example.com", "ftp://id.example.com/", "http://id.example.com/k", "https://", "https://a@b/k",
        "https://id.example.com:0/k", "https://id.example.com:99999/k", "https://id.example.com/k#f",
        "https://id.example.com/ k", "https://id.example.com/é", "http://127.0.0.1.example.com/k",
        "HTTPS://id.example.com/k",
    ])
    func refusesOtherTexts(text: String) {
        #expect(IssuerAddress(text) == nil)
    }

    @Test func knowsWhereAnIssuerDescribesItself() {
        #expect(
            IssuerAddress.discovery(of: "https://id.example.com/realms/a/")?.description
                == "https://id.example.com/realms/a/.well-known/openid-configuration")
        #expect(IssuerAddress.discovery(of: "my issuer") == nil)
        #expect(IssuerAddress.discovery(of: "https://id.example.com?x=y") == nil)
    }
}
