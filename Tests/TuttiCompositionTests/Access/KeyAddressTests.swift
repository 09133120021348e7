import Testing
import TuttiPlan

struct KeyAddressTests {
    @Test func takesAddressesApart() {
        let address = KeyAddress("https://id.example.com:8443/a/b?c=d")
        #expect(address?.isSecure == true && address?.host == "id.example.com" && address?.port == 8443)
        #expect(address?.target == "/a/b?c=d" && address?.description == "https://id.example.com:8443/a/b")
        #expect(KeyAddress("https://id.example.com")?.target == "/")
        #expect(KeyAddress("https://id.example.com?a")?.target == "/?a")
        #expect(KeyAddress("https://[::1]/k")?.host == "::1")
        #expect(KeyAddress("http://127.0.0.1:7001/k")?.port == 7001)
        #expect(KeyAddress("http://localhost/k")?.port == 80)
    }

    @Test(arguments: [
        "", "id.example.com", "ftp://id.example.com/", "http://id.example.com/k", "https://", "https://a@b/k",
        "https://id.example.com:0/k", "https://id.example.com:99999/k", "https://id.example.com/k#f",
        "https://id.example.com/ k", "https://id.example.com/é", "http://127.0.0.1.example.com/k",
        "HTTPS://id.example.com/k",
    ])
    func refusesOtherTexts(text: String) {
        #expect(KeyAddress(text) == nil)
    }

    @Test func knowsWhereAnIssuerDescribesItself() {
        #expect(
            KeyAddress.discovery(of: "https://id.example.com/realms/a/")?.description
                == "https://id.example.com/realms/a/.well-known/openid-configuration")
        #expect(KeyAddress.discovery(of: "my issuer") == nil)
        #expect(KeyAddress.discovery(of: "https://id.example.com?x=y") == nil)
    }
}
