import Synchronization
import Testing
import TuttiCrypto
import TuttiJSON

@testable import TuttiPolicies

/// Users with passwords (RFC 7617).
struct BasicUsersTests {
    /// Nobody knows the password.
    private static let users = ["aladdin", "Ünïcøde"].compactMap { name in
        PasswordHash.dummy(cost: 4).map { BasicUsers.User(name: name, hash: $0, claims: .object(JSONObject())) }
    }

    private struct Headers: ClientHeaders {
        let authorization: [String]

        func values(named name: String) -> [String] { name == "authorization" ? authorization : [] }

        func forEach(_ visit: (_ name: String, _ value: String) -> Void) {}
    }

    private static func request(_ authorization: String..., at now: Int = 1000) -> AuthenticationRequest {
        AuthenticationRequest(headers: Headers(authorization: authorization), secondsSince1970: now)
    }

    static func basic(_ pair: String) -> String { "Basic " + encoded(Array(pair.utf8)) }

    static func encoded(_ bytes: [UInt8]) -> String {
        let text = Base64URL.text(bytes).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return String(text) + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }

    private static func words(_ outcome: Authentication) -> String {
        switch outcome {
        case .absent: "absent"
        case .identity(let identity): identity.subject ?? "nobody"
        case .refused(let refusal): "\(refusal.status) \(refusal.reason)"
        case .foreign(let refusal): "foreign \(refusal.reason)"
        case .pending: "pending"
        default: "something else"
        }
    }

    /// What comes of a request, waited for where that takes time.
    private static func outcome(_ way: BasicUsers, _ request: AuthenticationRequest) async -> String {
        guard case .pending(let begin) = way.authenticate(request) else { return words(way.authenticate(request)) }
        return await withCheckedContinuation { continuation in
            _ = begin { continuation.resume(returning: words($0)) }
        }
    }

    private static func way(_ checks: PasswordChecks = PasswordChecks()) -> BasicUsers {
        BasicUsers(name: "people", realm: "Shop", users: users, checks: checks)
    }

    @Test func whoKnowsThePasswordIsTheUser() async throws {
        let made = try #require(try Passwords.load().hash(of: Array("open sesame".utf8), cost: 4))
        let user = BasicUsers.User(name: "aladdin", hash: made, claims: .object(JSONObject()))
        let way = BasicUsers(name: "people", realm: "Shop", users: [user], checks: PasswordChecks())
        #expect(way.challenge == #"Basic realm="Shop", charset="UTF-8""#)
        #expect(await Self.outcome(way, Self.request("Basic YWxhZGRpbjpvcGVuIHNlc2FtZQ==")) == "aladdin")
        #expect(await Self.outcome(way, Self.request("basic   YWxhZGRpbjpvcGVuIHNlc2FtZQ==")) == "aladdin")
        #expect(await Self.outcome(way, Self.request(Self.basic("aladdin:open sesame "))) == "401 wrong_password")
        #expect(await Self.outcome(way, Self.request(Self.basic("Aladdin:open sesame"))) == "401 unknown_user")
        #expect(await Self.outcome(way, Self.request("Bearer YWxhZGRpbjpvcGVuIHNlc2FtZQ==")) == "absent")
        #expect(await Self.outcome(way, Self.request()) == "absent")
    }

    /// For five minutes, and until the file has another hash.
    @Test func aGoodPasswordIsRememberedAndABadOneIsNot() async throws {
        let passwords = try Passwords.load()
        let checks = PasswordChecks()
        func way(_ password: String) throws -> BasicUsers {
            let hash = try #require(passwords.hash(of: Array(password.utf8), cost: 4))
            let user = BasicUsers.User(name: "a", hash: hash, claims: .object(JSONObject()))
            return BasicUsers(name: "people", realm: "Shop", users: [user], checks: checks)
        }
        let first = try way("x")
        let good = Self.request(Self.basic("a:x"))
        #expect(Self.words(first.authenticate(good)) == "pending")
        #expect(await Self.outcome(first, good) == "a")
        #expect(Self.words(first.authenticate(good)) == "a")
        #expect(Self.words(first.authenticate(Self.request(Self.basic("a:x"), at: 1299))) == "a")
        #expect(Self.words(first.authenticate(Self.request(Self.basic("a:x"), at: 1300))) == "pending")
        let bad = Self.request(Self.basic("a:y"))
        for _ in 0..<2 {
            #expect(Self.words(first.authenticate(bad)) == "pending")
            #expect(await Self.outcome(first, bad) == "401 wrong_password")
        }
        // Another salt, though it is the same password.
        #expect(Self.words(try way("x").authenticate(good)) == "pending")
        #expect(Self.words(try way("y").authenticate(good)) == "pending")
    }

    /// What is sent in place of a name and its password, who has described such an attack, and what the log says.
    ///
    /// The user is `aladdin`, and `open sesame` the password.
    static let attacks: [(source: String, header: String, outcome: String)] = [
        ("RFC 7617, 2: no credentials", "Basic", "malformed_basic"),
        ("RFC 7617, 2: a space and no credentials", "Basic ", "malformed_basic"),
        ("RFC 4648, 3.3: a character that is none", "Basic !", "malformed_basic"),
        ("RFC 4648, 3.2: padding that isn't needed", "Basic YTpi=", "malformed_basic"),
        ("RFC 4648, 3.2: too much padding", "Basic YTpi====", "malformed_basic"),
        ("RFC 4648, 3.2: no padding", "Basic YTpiYg", "malformed_basic"),
        ("RFC 4648, 3.2: padding inside", "Basic YQ==OmI=", "malformed_basic"),
        ("RFC 4648, 5: the other alphabet", "Basic YTp-", "malformed_basic"),
        ("RFC 4648, 3.5: bits that say nothing", "Basic YTp=", "malformed_basic"),
        ("RFC 4648, 4: a length that none has", "Basic YTpiY", "malformed_basic"),
        ("RFC 7617, 2: no colon", "Basic YWI=", "malformed_basic"),
        ("CWE-287: no name", "Basic OmI=", "malformed_basic"),
        ("CWE-287: nothing but a colon", "Basic Og==", "malformed_basic"),
        ("RFC 7617, 2: a line feed in the name", "Basic YQo6Yg==", "malformed_basic"),
        ("CWE-158: a 0 in the name", "Basic " + encoded([0x61, 0x00, 0x3A, 0x61]), "malformed_basic"),
        ("RFC 3629, 3: a name that isn't UTF-8", "Basic " + encoded([0xFF, 0x3A, 0x61]), "malformed_basic"),
        ("RFC 3629, 3: a name in overlong UTF-8", "Basic " + encoded([0xC1, 0xA1, 0x3A, 0x61]), "malformed_basic"),
        ("RFC 7235, 2.1: two in one", "Basic YTpi YTpi", "malformed_basic"),
        ("RFC 9110, 5.3: a list", "Basic YTpi, Basic YTpi", "malformed_basic"),
        ("CWE-400: very long", "Basic " + encoded(Array(repeating: 0x61, count: 600)), "malformed_basic"),
        ("CWE-400: far too long", "Basic " + encoded(Array(repeating: 0x3A, count: 60_000)), "malformed_basic"),
        ("CWE-287: an empty password", basic("aladdin:"), "wrong_password"),
        ("CWE-521: the name for the password", basic("aladdin:aladdin"), "wrong_password"),
        ("CWE-307: a password that was guessed", basic("aladdin:123456"), "wrong_password"),
        ("CWE-178: another case of the password", basic("aladdin:Open Sesame"), "wrong_password"),
        ("CWE-836: the hash for the password", basic("aladdin:$2b$04$abcdefghijklmnopqrstuu"), "wrong_password"),
        ("CWE-158: a 0 behind the password", basic("aladdin:open sesame\0"), "wrong_password"),
        ("CWE-158: a 0 in the password", basic("aladdin:open sesame\0x"), "wrong_password"),
        ("bcrypt reads 72 bytes", basic("aladdin:" + String(repeating: "a", count: 73)), "wrong_password"),
        ("UTS 39: a letter that looks like another", basic("aladdin:open s\u{0435}same"), "wrong_password"),
        ("CWE-178: another case of the name", basic("Aladdin:open sesame"), "unknown_user"),
        ("CWE-176: a name that is equal by its characters", basic("\u{1D43}laddin:open sesame"), "unknown_user"),
        ("CWE-89: SQL for a name", basic("' OR '1'='1:x"), "unknown_user"),
        ("CWE-90: LDAP for a name", basic("*)(uid=*:x"), "unknown_user"),
        ("RFC 7617, 2: a space before the name", basic(" aladdin:open sesame"), "unknown_user"),
        ("CWE-204: a user that there isn't", basic("sindbad:open sesame"), "unknown_user"),
    ]

    @Test(arguments: attacks)
    func nothingElseIsTakenForAPassword(source: String, header: String, outcome: String) async throws {
        let made = try #require(try Passwords.load().hash(of: Array("open sesame".utf8), cost: 4))
        let user = BasicUsers.User(name: "aladdin", hash: made, claims: .object(JSONObject()))
        let way = BasicUsers(name: "people", realm: "Shop", users: [user], checks: PasswordChecks())
        let found = await Self.outcome(way, Self.request(header))
        #expect(found == "401 \(outcome)", "\(source)")
        // What can't be a password takes no time, and what could be takes that of one.
        let isPending = Self.words(way.authenticate(Self.request(header))) == "pending"
        #expect(isPending == (outcome != "malformed_basic"))
    }

    @Test func twoPasswordsInARequestAreRefused() {
        let request = Self.request(Self.basic("a:b"), Self.basic("a:b"))
        #expect(Self.words(Self.way().authenticate(request)) == "400 several_passwords")
    }

    /// bcrypt reads 72 bytes, and to the first 0: what is behind them would make no difference (as at Okta until
    /// October 2024, where a long name hid the password).
    @Test func whatBcryptWouldNotReadIsNoPassword() throws {
        let passwords = try Passwords.load()
        let longest = [UInt8](repeating: 0x61, count: 72)
        let hash = try #require(passwords.hash(of: longest, cost: 4))
        #expect(passwords.matches(longest, hash))
        #expect(!passwords.matches(longest + [0x62], hash))
        #expect(passwords.hash(of: longest + [0x61], cost: 4) == nil)
        let short = try #require(passwords.hash(of: [0x61], cost: 4))
        #expect(!passwords.matches([0x61, 0, 0x62], short) && passwords.hash(of: [0x61, 0], cost: 4) == nil)
        let empty = try #require(passwords.hash(of: [], cost: 4))
        #expect(!passwords.matches([0], empty) && passwords.matches([], empty))
    }

    /// The answer to one that isn't there takes as much work: of the highest cost in the file.
    @Test func thereIsAHashToCompareEveryPasswordWith() throws {
        for cost in PasswordHash.costs {
            let hash = try #require(PasswordHash.dummy(cost: cost))
            #expect(hash.cost == cost)
        }
        let passwords = try Passwords.load()
        let dummy = try #require(PasswordHash.dummy(cost: 4))
        #expect(!passwords.matches([], dummy) && !passwords.matches(Array("a".utf8), dummy))
        // It is computed, and not refused for its form: crypt(3) gives a hash of that salt.
        #expect(passwords.hash(of: [], cost: 15) == nil && PasswordHash.dummy(cost: 15) == nil)
    }

    @Test func moreThanMayWaitAreNotChecked() throws {
        let checks = PasswordChecks(atOnce: 1, mostWaiting: 0)
        let way = Self.way(checks)
        let said = Mutex("")
        guard case .pending(let begin) = way.authenticate(Self.request(Self.basic("aladdin:x"))) else {
            Issue.record("nothing is waited for")
            return
        }
        _ = begin { outcome in said.withLock { $0 = Self.words(outcome) } }
        #expect(said.withLock { $0 } == "503 too_many_passwords")
    }

    /// None is made, so all of them wait.
    @Test func nobodyAloneKeepsOthersWaiting() throws {
        let way = Self.way(PasswordChecks(atOnce: 0, mostWaiting: 6))
        let said = Mutex<[String]>([])
        func ask(_ password: String, from address: String) -> @Sendable () -> Void {
            var request = Self.request(Self.basic("aladdin:\(password)"))
            request.address = IPAddress(address)
            guard case .pending(let begin) = way.authenticate(request) else { return {} }
            return begin { outcome in said.withLock { $0.append("\(password) \(Self.words(outcome))") } }
        }
        let giveUps = (1...4).map { ask("\($0)", from: "192.0.2.1") }
        _ = ask("5", from: "192.0.2.1")
        #expect(said.withLock { $0 } == ["5 503 too_many_passwords"])
        // Who leaves makes room, once.
        giveUps[0]()
        giveUps[0]()
        _ = ask("6", from: "192.0.2.1")
        _ = ask("7", from: "192.0.2.1")
        _ = ask("8", from: "192.0.2.2")
        _ = ask("8", from: "192.0.2.2")
        _ = ask("9", from: "192.0.2.3")
        let full = ["7", "9"].map { "\($0) 503 too_many_passwords" }
        #expect(said.withLock { $0 } == ["5 503 too_many_passwords"] + full)
    }

    @Test(arguments: [
        "", "$2b$12$", "$2x$04$abcdefghijklmnopqrstuu" + String(repeating: ".", count: 31),
        "$2b$03$abcdefghijklmnopqrstuu" + String(repeating: ".", count: 31),
        "$2b$15$abcdefghijklmnopqrstuu" + String(repeating: ".", count: 31),
        "$2b$31$abcdefghijklmnopqrstuu" + String(repeating: ".", count: 31),
        "$2b$12$abcdefghijklmnopqrstuu" + String(repeating: ".", count: 30) + "$",
        "$2b$12$abcdefghijklmnopqrstuu" + String(repeating: ".", count: 32), "$1$abc$def", "secret",
        "$2b$1a$abcdefghijklmnopqrstuu" + String(repeating: ".", count: 31),
    ])
    func whatIsNoHashOfBcryptIsNotTaken(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    /// Of crypt_blowfish's own tests (Openwall, wrapper.c).
    @Test(arguments: [
        ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"),
        ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*"),
        ("$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U"),
        ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy", ""),
    ])
    func hashesOfOthersAreRead(text: String, password: String) throws {
        let hash = try #require(PasswordHash(text))
        let passwords = try Passwords.load()
        #expect(passwords.matches(Array(password.utf8), hash) && !passwords.matches(Array("x".utf8), hash))
    }
}
