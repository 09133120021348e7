import HTTPTypes
import Testing
import TuttiCrypto
import TuttiJSON

@testable import TuttiPolicies

/// Keys that clients send: whose they are, and what is not taken for one.
@Suite struct APIKeysTests {
    private static let key = "acme_1a2b3c4d.00112233445566778899aabbccddeeff"
    private static let header = HTTPField.Name("x-api-key").map { CredentialPlace.header($0) } ?? .query("none")
    private static let now = 1_800_000_000

    private static func keys(
        _ places: [CredentialPlace] = [header], expires: Int? = nil
    ) throws -> APIKeys {
        let crypto = try Crypto.load()
        let consumers = ["acme", "other"].map { name in
            APIKeys.Consumer(
                name: name, claims: .object(JSONObject([(name: "sub", value: .string(name))])))
        }
        return APIKeys(
            name: "partners", places: places, consumers: consumers,
            keys: [
                APIKey(hash: crypto.sha256(key.utf8.span), consumer: 0, expires: expires),
                APIKey(hash: crypto.sha256("second".utf8.span), consumer: 0, expires: nil),
                APIKey(hash: crypto.sha256("others".utf8.span), consumer: 1, expires: nil),
            ])
    }

    private static func outcome(
        _ keys: APIKeys, headers: [(String, String)] = [], query: String = ""
    ) -> String {
        let request = AuthenticationRequest(
            headers: SentHeaders(headers), query: query, secondsSince1970: now)
        return switch keys.authenticate(request) {
        case .absent: "absent"
        case .identity(let identity): "\(identity.way) \(identity.subject ?? "-")"
        case .refused(let refusal): "\(refusal.status) \(refusal.reason)"
        case .foreign, .pending, .renewed, .ended: "of another way"
        }
    }

    @Test(arguments: [(key, "partners acme"), ("second", "partners acme"), ("others", "partners other")])
    func aKeyIsItsConsumers(sent: String, outcome: String) throws {
        #expect(Self.outcome(try Self.keys(), headers: [("X-API-Key", sent)]) == outcome)
    }

    /// What is sent in place of a key, with who has described such an attack.
    static let attacks: [(sent: String, what: String)] = [
        // Guesses near a key: OWASP ASVS 5.0, 6.2 and 11.4.
        (String(key.dropLast()), "a key that was cut"), (key + "0", "a longer one"), (key.uppercased(), "another case"),
        ("b" + key.dropFirst(), "another first byte"), (String(key.dropLast()) + "e", "another last byte"),
        ("acme_1a2b3c4d.", "the name without the secret"), ("acme_1a2b3c4d", "the name alone"),
        (".00112233445566778899aabbccddeeff", "the secret alone"), ("acme", "the consumer"),
        // What is at rest is no key: pass the hash (CWE-836).
        (
            "34eb561abbef0cfdcc56ef086d92d776c0b8c05da997a636e36c1b0a77af1113", "a hash"
        ),
        // Text that other systems read as something else: CWE-943, CWE-89, CWE-90, CWE-117.
        ("' OR '1'='1", "SQL"), ("*)(uid=*", "LDAP"), ("{\"$ne\": null}", "an operator of MongoDB"),
        ("${jndi:ldap://a.example}", "a look-up"), ("../../etc/passwd", "a path"), ("%00", "a byte that ends texts"),
        // No key at all: CWE-287 by empty credentials.
        ("", "nothing"), (" ", "a space"), ("null", "null"), ("undefined", "undefined"), ("true", "true"),
        // What is the same to a reader, and other bytes: UTS 39.
        ("\u{FF41}cme_1a2b3c4d.00112233445566778899aabbccddeeff", "another letter"),
        ("acme_1a2b3c4d.00112233445566778899aabbccddeeff\u{200B}", "a space of no width"),
        // Several in one: RFC 9110, 5.3.
        (key + ", " + key, "a list"), (key + ";" + key, "another list"), ("Bearer " + key, "a scheme before it"),
        ("ApiKey " + key, "another scheme"), ("\"" + key + "\"", "quotes"),
        // Work: CWE-400.
        (String(repeating: "a", count: 513), "too long"), (String(repeating: "a", count: 100_000), "far too long"),
    ]

    @Test(arguments: attacks)
    func nothingElseIsTakenForOne(sent: String, what: String) throws {
        #expect(Self.outcome(try Self.keys(), headers: [("x-api-key", sent)]) == "401 unknown_key", "\(what)")
    }

    @Test func whoSendsTwoIsRefusedWhicheverIsGood() throws {
        let keys = try Self.keys([Self.header, .query("key"), .cookie("k")])
        let refused = "401 several_keys"
        #expect(Self.outcome(keys, headers: [("x-api-key", Self.key), ("x-api-key", Self.key)]) == refused)
        #expect(Self.outcome(keys, headers: [("x-api-key", Self.key)], query: "key=second") == refused)
        #expect(Self.outcome(keys, query: "key=a&key=" + Self.key) == refused)
        #expect(Self.outcome(keys, query: "key=\(Self.key)&k%65y=a") == refused)
        #expect(Self.outcome(keys, headers: [("cookie", "k=a; k=\(Self.key)")]) == refused)
        #expect(Self.outcome(keys, headers: [("cookie", "k=\(Self.key)"), ("cookie", "k=b")]) == refused)
    }

    @Test func aKeyMayStandInTheQueryOrACookie() throws {
        let keys = try Self.keys([.query("api_key"), .cookie("key")])
        #expect(Self.outcome(keys, query: "a=b&api_key=\(Self.key)&c") == "partners acme")
        #expect(Self.outcome(keys, query: "api%5Fkey=sec%6Fnd") == "partners acme")
        #expect(Self.outcome(keys, query: "API_KEY=\(Self.key)&apikey=x") == "absent")
        #expect(Self.outcome(keys, query: "api_key") == "401 unknown_key")
        #expect(Self.outcome(keys, query: "api_key=%FF") == "401 unknown_key")
        #expect(Self.outcome(keys, headers: [("Cookie", "a=b; key=\(Self.key)")]) == "partners acme")
        #expect(Self.outcome(keys, headers: [("x-api-key", Self.key), ("Cookie", "Key=\(Self.key)")]) == "absent")
        #expect(Self.outcome(keys) == "absent")
    }

    @Test(arguments: [(now - 1, "401 expired_key"), (now, "401 expired_key"), (now + 1, "partners acme")])
    func aKeyIsGoodUntilItExpires(expires: Int, outcome: String) throws {
        #expect(Self.outcome(try Self.keys(expires: expires), headers: [("x-api-key", Self.key)]) == outcome)
    }

    @Test func theChallengeSaysWhereKeysAreExpected() throws {
        let keys = try Self.keys([Self.header, .query("key")])
        #expect(keys.challenge == "ApiKey in=\"header\", name=\"x-api-key\", ApiKey in=\"query\", name=\"key\"")
    }

    @Test func whatIsWithheldLeavesTheRestAsItWas() {
        #expect(QueryList.query("a=%2f&key=1&b", without: ["key"]) == "a=%2f&b")
        #expect(QueryList.query("k%65y=1&&a", without: ["key"]) == "&a")
        #expect(QueryList.query("a=b", without: ["key"]) == "a=b")
        #expect(CookieList.line("a=b; key=c;d=e", without: ["key"]) == "a=b; d=e")
        #expect(CookieList.line("key=c", without: ["key"]) == nil)
    }

    @Test func aHashIsReadFromHexadecimalDigits() throws {
        let hash = try Crypto.load().sha256("abc".utf8.span)
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(hash.hexadecimal == text)
        #expect(SHA256Digest(hexadecimal: text.uppercased()) == hash)
        #expect(SHA256Digest(hexadecimal: String(text.dropLast())) == nil)
        #expect(SHA256Digest(hexadecimal: text.dropLast() + "g") == nil)
        let other = try #require(SHA256Digest(hexadecimal: text.dropLast() + "c"))
        #expect(!hash.isEqualInConstantTime(to: other) && hash.isEqualInConstantTime(to: hash))
    }
}

/// The headers of a request.
private struct SentHeaders: ClientHeaders {
    let headers: [(String, String)]

    init(_ headers: [(String, String)]) { self.headers = headers }

    func values(named name: String) -> [String] {
        headers.filter { $0.0.lowercased() == name.lowercased() }.map(\.1)
    }

    func forEach(_ visit: (_ name: String, _ value: String) -> Void) {
        for (name, value) in headers { visit(name, value) }
    }
}
