import Testing

@testable import TuttiPolicies

struct OAuthClientTests {
    @Test(arguments: [
        ("", ""), ("aZ09-._*", "aZ09-._*"), ("a b", "a+b"), ("a+b&c=d", "a%2Bb%26c%3Dd"), ("ü/~", "%C3%BC%2F%7E"),
    ])
    func aFormIsEncoded(text: String, encoded: String) {
        #expect(RequestForm.encoded(text) == encoded)
    }

    /// RFC 4648, 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64HasItsPadding(text: String, encoded: String) {
        #expect(Base64.text(Array(text.utf8)) == encoded)
    }

    /// The example of RFC 6749, 2.3.1.
    @Test func anIdAndASecretMakeAHeader() {
        let client = OAuthClient(id: "s6BhdRkqt3", secret: Secret("7Fjfp0ZBr1KtDRbnfVdmIw"))
        #expect(client.authorization == "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3")
        #expect(!"\(client)".contains("7Fjf"))
    }
}
