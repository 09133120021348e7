import Testing
import TuttiPlan
import TuttiPolicies

@testable import TuttiComposition

/// `auth`, `rules` and `allow`: what is read, what mistakes are called, and the characters they are found at (`▸`).
@Suite struct AccessReadingTests {
    private static let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    private static let gateway = """
        auth:
          partners: { api-keys: { keys: keys.yaml } }
          scripts: { api-keys: { query: key, cookie: key, keys: keys.yaml } }
        rules: { is-owner: claims.sub == path.id, gold: "claims.plan == 'gold'" }
        services: { users: { instances: [http://127.0.0.1:1] } }

        """

    private static let keys = """
        consumers:
          acme:
            claims: { plan: gold }
            keys: [{ sha256: "\(hash)" }]
        """

    private static func load(
        _ file: String, gateway: String = gateway, keys: String? = keys, isForServing: Bool = true
    ) -> LoadResult {
        var files = [(name: "gateway.yaml", text: gateway), (name: "a.yaml", text: file)]
        if let keys { files.append((name: "keys.yaml", text: keys)) }
        return CompositionLoader(environment: [:], isForServing: isForServing).load(files: files)
    }

    private static func endpoint(_ lines: String) -> String {
        "endpoint: GET /a/{id}\n" + lines + "\ncalls: { a: { service: users, get: \"/x/{path.id}\" } }\n"
    }

    private static func access(_ lines: String, gateway: String = gateway) throws -> AccessPlan {
        let result = load(endpoint(lines), gateway: gateway)
        return try #require(result.plan, "\(result.rendered)").endpoints[0].access
    }

    @Test func anEndpointNamesTheWays() throws {
        #expect(try Self.access("auth: partners").ways == [0])
        let both = try Self.access("auth: [scripts, partners]")
        #expect(both.ways == [1, 0] && both.isRequired)
        #expect(both.secretParameters == ["key"] && both.secretCookies == ["key"])
        let none = try Self.access("auth: none")
        #expect(none.ways.isEmpty && !none.isRequired)
        let optional = try Self.access("auth: [partners, optional]")
        #expect(optional.ways == [0] && optional.isOptional && !optional.isRequired)
        #expect(try Self.access("auth: optional").ways == [0, 1])
    }

    @Test func whatAnEndpointDoesNotSayTheDefaultsDo() throws {
        let gateway = Self.gateway + "defaults: { auth: partners }\n"
        #expect(try Self.access("summary: a", gateway: gateway).ways == [0])
        #expect(try Self.access("auth: none", gateway: gateway).ways.isEmpty)
    }

    @Test func rulesAreNamedOrWrittenOut() throws {
        let rules = try Self.access("auth: partners\nallow: [is-owner, \"contains(claims.roles, 'x')\"]").rules
        #expect(rules.map(\.name) == ["is-owner", "allow"])
        #expect(rules.map(\.reads) == [[.claims, .path], [.claims]])
        #expect(try Self.access("auth: partners\nallow: gold").rules.map(\.name) == ["gold"])
        #expect(try Self.access("auth: none\nallow: query.a == 'b'").rules.count == 1)
    }

    @Test func aFileOfKeysIsNoComposition() throws {
        let result = Self.load(Self.endpoint("auth: partners"), gateway: Self.gateway)
        #expect(result.plan?.endpoints.count == 1)
        #expect(result.marks == ["3:3 unused-way"])
        guard case .apiKeys(let keys) = try #require(result.plan).settings.ways[0].method else { return }
        #expect(keys.count == 1)
    }

    /// The file of keys is what is wrong, and not the endpoints that read claims.
    @Test func whereTheKeysCantBeReadNothingIsSaidOfClaims() {
        let result = Self.load(
            Self.endpoint("auth: partners\nallow: claims.plan == 'gold'"), keys: "consumers: 1\n")
        #expect(Set(result.marks) == ["1:12 wrong-type"], "\(result.rendered)")
    }

    /// Elsewhere than where it is served, a file of keys is most often not there.
    @Test func keysMayBeMissingUnlessClientsAreServed() throws {
        let file = Self.endpoint("auth: [partners, scripts]")
        let checked = Self.load(file, keys: nil, isForServing: false)
        #expect(checked.plan != nil && checked.marks == ["2:33 keys-missing", "3:57 keys-missing"])
        let served = Self.load(file, keys: nil)
        #expect(served.plan == nil && served.marks == ["2:33 keys-missing", "3:57 keys-missing"])
    }

    @Test(
        arguments: [
            ("missing-auth", "endpoint: ▸GET /a/{id}\ncalls: { a: { service: users, get: \"/x/{path.id}\" } }\n"),
            ("missing-auth", "route: ▸/a/**\nto: users\n"),
            ("unknown-way", endpoint("auth: ▸partner")), ("unknown-way", endpoint("auth: [partners, ▸none]")),
            ("unknown-way", endpoint("auth: [▸optional, partners]")),
            ("unknown-way", endpoint("auth: [partners, ▸partners]")), ("wrong-type", endpoint("auth: ▸[]")),
            ("wrong-type", endpoint("auth: ▸{ partners: true }")), ("wrong-type", endpoint("auth: ▸null")),
            ("unknown-name", endpoint("auth: none\nallow: ▸claims.sub == 'a'")),
            ("unknown-name", endpoint("auth: partners\nallow: ▸a.id == 'a'")),
            ("unknown-name", endpoint("auth: partners\nallow: meta.▸a.outcome == 'ok'")),
            ("unknown-name", endpoint("auth: partners\nallow: path.▸idd == 'a'")),
            ("never-allowed", endpoint("auth: partners\nallow: ▸path.id")),
            ("never-allowed", endpoint("auth: partners\nallow: ▸join('', [claims.sub])")),
            ("never-allowed", endpoint("auth: partners\nallow: ▸null")),
            ("wrong-type", endpoint("auth: partners\nallow: ▸[]")),
            ("invalid-expression", endpoint("auth: partners\nallow: \"claims.sub == ▸\"")),
            ("unknown-name", "route: /a/**\nauth: partners\nallow: ▸is-owner\nto: users\n"),
            ("unknown-name", "route: /a/**\nauth: partners\nallow: ▸body.x == `1`\nto: users\n"),
            ("unknown-name", "route: /a/**\nauth: partners\nwhen: ▸claims.sub\nto: users\n"),
            (
                "unknown-way",
                "route: /a\nauth: none\nto: users\ntests: [{ name: t, request: GET /a, ▸claims: {}, expect: {} }]\n"
            ),
            (
                "unknown-way",
                "route: /a\nauth: partners\nto: users\ntests: [{ name: t, request: GET /a, auth: ▸scripts, expect: {} }]\n"
            ),
        ])
    func aMistakeIsFoundAtItsPlace(code: String, marked: String) {
        let marked = MarkedText(marked)
        let result = Self.load(marked.text)
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
        #expect(result.plan == nil)
    }

    @Test(
        arguments: [
            ("wrong-type", "auth: ▸partners\n"), ("invalid-name", "auth: { ▸api-keys: { keys: keys.yaml } }\n"),
            ("reserved-name", "auth: { ▸none: { api-keys: { keys: keys.yaml } } }\n"),
            ("invalid-name", "auth: { \"▸a b\": { api-keys: { keys: keys.yaml } } }\n"),
            ("missing-key", "auth: { a: ▸{} }\n"), ("missing-key", "auth: { a: { api-keys: ▸{} } }\n"),
            ("unknown-key", "auth: { a: { ▸jwks: b } }\n"),
            ("several-actions", "auth: { a: { api-keys: { keys: keys.yaml }, ▸client-certificate: true } }\n"),
            ("missing-key", "auth: { a: { client-certificate: ▸true } }\n"),
            ("invalid-header", "auth: { a: { api-keys: { header: ▸\"a b\", keys: keys.yaml } } }\n"),
            ("missing-key", "auth: { a: { basic: ▸{} } }\n"),
            ("reserved-name", "rules: { ▸claims: claims.a }\n"), ("invalid-name", "rules: { ▸\"a b\": claims.a }\n"),
            ("wrong-type", "rules: ▸[a]\n"), ("wrong-type", "log-subjects: ▸plain\n"),
        ])
    func aMistakeInTheGatewayIsFoundAtItsPlace(code: String, marked: String) {
        let marked = MarkedText(marked.replacing("\"▸", with: "▸\""))
        let result = Self.load(
            "endpoint: GET /a\nauth: none\ncalls: { a: { service: users, get: /x } }\n",
            gateway: marked.text + "services: { users: { instances: [http://127.0.0.1:1] } }\n")
        #expect(
            result.marks.filter { !$0.contains("unused") } == marked.places.map { "\($0) \(code)" },
            "\(result.rendered)")
    }

    @Test(
        arguments: [
            ("wrong-type", "consumers: ▸[a]"), ("missing-key", "▸{}"), ("unknown-key", "consumers: {}\n▸users: {}"),
            ("missing-key", "consumers: { ▸a: {} }"), ("wrong-type", "consumers: { a: { keys: ▸x } }"),
            ("missing-key", "consumers: { a: { keys: [▸{}] } }"),
            ("invalid-key", "consumers: { a: { keys: [{ sha256: ▸abc }] } }"),
            (
                "invalid-key",
                "consumers: { a: { keys: [{ sha256: ▸e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 }] } }"
            ),
            ("invalid-key", "consumers: { a: { keys: [{ sha256: \(hash) }, { sha256: ▸\(hash) }] } }"),
            ("invalid-key", "consumers: { a: { keys: [{ sha256: \(hash), expires: ▸tomorrow }] } }"),
            ("invalid-key", "consumers: { a: { keys: [{ sha256: \(hash), expires: ▸2027-02-30 }] } }"),
            ("reserved-name", "consumers: { a: { claims: { ▸sub: b }, keys: [] } }"),
            ("wrong-type", "consumers: { a: { claims: ▸b, keys: [] } }"),
        ])
    func aMistakeInAFileOfKeysIsFoundAtItsPlace(code: String, marked: String) {
        let marked = MarkedText(marked)
        let gateway = """
            auth: { partners: { api-keys: { keys: keys.yaml } } }
            services: { users: { instances: [http://127.0.0.1:1] } }
            """
        let result = Self.load(Self.endpoint("auth: partners"), gateway: gateway, keys: marked.text)
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
        #expect(result.diagnostics.allSatisfy { !$0.message.contains(Self.hash) })
    }

    private static let bcrypt = "$2b$12$abcdefghijklmnopqrstuu" + String(repeating: ".", count: 31)

    private static func people(_ users: String, way: String = "{ users: keys.yaml }") -> LoadResult {
        let gateway = """
            auth: { people: { basic: \(way) } }
            services: { users: { instances: [http://127.0.0.1:1] } }
            """
        return load(endpoint("auth: people"), gateway: gateway, keys: users)
    }

    @Test func usersHavePasswordsAndClaims() throws {
        let result = Self.people("users: { ada: { bcrypt: \"\(Self.bcrypt)\", claims: { role: editor } } }")
        let plan = try #require(result.plan, "\(result.rendered)")
        guard case .basic(let users) = plan.settings.ways[0].method else { return }
        #expect(users.count == 1 && users.challenge == #"Basic realm="people", charset="UTF-8""#)
        #expect(plan.endpoints[0].access.credentials == users.places)
        let weak = Self.people("users: { ada: { bcrypt: \"\(Self.bcrypt.replacing("$12$", with: "$05$"))\" } }")
        #expect(weak.plan != nil && weak.marks == ["1:25 invalid-key"])
        let quoted = Self.people("users: {}", way: #"{ users: keys.yaml, realm: 'a"b' }"#)
        #expect(quoted.plan == nil && quoted.marks.contains { $0.hasSuffix("wrong-type") })
        let named = Self.people("users: {}", way: "{ users: keys.yaml, realm: Ware house }")
        guard case .basic(let some) = try #require(named.plan).settings.ways[0].method else { return }
        #expect(some.challenge == #"Basic realm="Ware house", charset="UTF-8""#)
    }

    @Test(arguments: [
        ("wrong-type", "users: ▸[a]"), ("missing-key", "▸{}"), ("unknown-key", "users: {}\n▸people: {}"),
        ("missing-key", "users: { ▸a: {} }"), ("invalid-key", "users: { a: { bcrypt: ▸secret } }"),
        ("invalid-key", "users: { a: { bcrypt: ▸\(bcrypt.replacing("$12$", with: "$15$")) } }"),
        ("invalid-key", "users: { a: { bcrypt: ▸\(bcrypt.replacing("$12$", with: "$03$")) } }"),
        ("invalid-name", "users: { ▸a:b: { bcrypt: \(bcrypt) } }"),
        ("reserved-name", "users: { a: { claims: { ▸sub: b }, bcrypt: \(bcrypt) } }"),
    ])
    func aMistakeInAFileOfUsersIsFoundAtItsPlace(code: String, marked: String) {
        let marked = MarkedText(marked)
        let result = Self.people(marked.text)
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
        // Not even the line is shown, neither to people nor to editors: what stands there may be a password.
        let texts = [result.rendered, DiagnosticRenderer().json(result.diagnostics)]
        for text in texts { #expect(!text.contains("abcdefghijklmnopqrstuu") && !text.contains("secret")) }
    }

    @Test(arguments: [
        ("2027-06-30", 1_814_313_600), ("2027-06-30T12:00:01Z", 1_814_356_801), ("2027-6-30", nil),
        ("2027-06-30T12:00:01", nil),
        ("2027-06-31", nil), ("2027-06-30T24:00:00Z", nil), ("", nil), ("２０２７-06-30", nil),
    ])
    func expiryIsADayOrAMoment(text: String, seconds: Int?) {
        #expect(KeyFileReader.seconds(text) == seconds)
    }
}
