import FilesOnDisk
import HTTPTypes
import Testing
import TuttiCrypto
import TuttiPlan
import TuttiPolicies

@testable import TuttiComposition

/// `jwt` of a way: what is read, what mistakes are called, and the characters they are found at (`▸`).
@Suite struct TokenReadingTests {
    private static let services = "services: { users: { instances: [http://127.0.0.1:1] } }\n"
    private static let endpoint = "endpoint: GET /a\nauth: a\ncalls: { a: { service: users, get: /x } }\n"
    private static let set = #"""
        {"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"o1"},
         {"kty":"EC","crv":"secp256k1","kid":"k1","x":"AA","y":"AA"}]}
        """#

    /// A gateway with this `jwt`, in a folder with these files.
    private func load(
        _ jwt: String, files: [String: String] = [:], isForServing: Bool = true
    ) throws -> (result: LoadResult, folder: FolderOnDisk) {
        let folder = try FolderOnDisk()
        try folder.write("auth: { a: { jwt: \(jwt) } }\n" + Self.services, to: "gateway.yaml")
        try folder.write(Self.endpoint, to: "a.yaml")
        for (name, text) in files { try folder.write(text, to: name) }
        return (CompositionLoader(environment: [:], isForServing: isForServing).load(folder: folder.path), folder)
    }

    private func way(_ jwt: String, files: [String: String] = [:]) throws -> TokenWay? {
        let result = try load(jwt, files: files).result
        let plan = try #require(result.plan, "\(result.rendered)")
        guard case .jwt(let way)? = plan.settings.ways.first?.method else { return nil }
        return way
    }

    @Test func hasDefaults() throws {
        let way = try #require(try way("{ issuer: https://id.example.com, audience: shop }"))
        let rules = way.settings.rules
        #expect(rules.issuer == "https://id.example.com" && rules.audiences == ["shop"] && rules.type == nil)
        #expect(rules.algorithms == [.rs256, .ps256, .es256, .edDSA] && rules.leeway == 30)
        #expect(way.settings.places == [.header(.authorization)] && way.settings.resourceMetadata == nil)
        guard case .discovered(let address) = way.keys else {
            Issue.record("the keys are not discovered")
            return
        }
        #expect(address.description == "https://id.example.com/.well-known/openid-configuration")
    }

    @Test func readsAllKeys() throws {
        let way = try #require(
            try way(
                """
                { issuer: me, audience: [shop, desk], keys: "https://id.example.com/jwks.json", algorithms: [ES384, Ed25519],
                  leeway: 1m, typ: application/AT+jwt, header: x-token, query: t, cookie: c, resource-metadata: https://a.example.com/m }
                """))
        let rules = way.settings.rules
        #expect(rules.audiences == ["shop", "desk"] && rules.algorithms == [.es384, .edDSA])
        #expect(rules.leeway == 60 && rules.type == "at+jwt")
        #expect(way.settings.places.count == 3 && way.settings.resourceMetadata == "https://a.example.com/m")
        guard case .address(let address) = way.keys else {
            Issue.record("the keys have no address")
            return
        }
        #expect(address.target == "/jwks.json")
        #expect(try self.way("{ issuer: https://id.example.com, audience: any }")?.settings.rules.audiences == nil)
    }

    @Test func readsKeysFromAFile() throws {
        let (result, folder) = try load("{ issuer: me, audience: any, keys: k.json }", files: ["k.json": Self.set])
        withExtendedLifetime(folder) {}
        #expect(result.marks == ["1:54 invalid-key"], "\(result.rendered)")
        #expect(result.rendered.contains("the key “k1” has a curve that no algorithm here is for"))
        guard case .jwt(let way)? = result.plan?.settings.ways.first?.method, case .set(let set) = way.keys else {
            Issue.record("there are no keys of a file")
            return
        }
        #expect(set.keys.map(\.id) == ["o1"])
    }

    @Test func aFileOfKeysMayBeMissingUnlessClientsAreServed() throws {
        let jwt = "{ issuer: me, audience: any, keys: k.json }"
        let checked = try load(jwt, isForServing: false).result
        #expect(checked.plan != nil && checked.marks == ["1:54 keys-missing"])
        let served = try load(jwt).result
        #expect(served.plan == nil && served.marks == ["1:54 keys-missing"])
    }

    @Test(
        arguments: [
            ("missing-key", "▸{ audience: any, keys: https://a.example.com/k }"),
            ("missing-key", "▸{ issuer: https://a.example.com }"), ("missing-key", "▸{ issuer: me, audience: any }"),
            ("wrong-type", "{ issuer: ▸'', audience: any, keys: https://a.example.com/k }"),
            ("wrong-type", "{ issuer: https://a.example.com, audience: ▸[] }"),
            ("wrong-type", "{ issuer: https://a.example.com, audience: any, algorithms: ▸RS256 }"),
            ("wrong-type", "{ issuer: https://a.example.com, audience: any, algorithms: [▸none] }"),
            ("wrong-type", "{ issuer: https://a.example.com, audience: any, algorithms: [▸rs256] }"),
            ("wrong-type", "{ issuer: https://a.example.com, audience: any, algorithms: ▸[RS256, HS256] }"),
            ("wrong-type", "{ issuer: https://a.example.com, audience: any, algorithms: ▸[HS256] }"),
            ("invalid-duration", "{ issuer: https://a.example.com, audience: any, leeway: ▸6m }"),
            ("invalid-url", "{ issuer: me, audience: any, keys: ▸http://a.example.com/k }"),
            ("invalid-header", "{ issuer: https://a.example.com, audience: any, header: ▸a(b }"),
            ("wrong-type", "{ issuer: https://a.example.com, audience: any, resource-metadata: ▸a }"),
            ("keys-missing", "{ issuer: me, audience: any, keys: ▸nowhere.json }"),
            ("invalid-key", "{ issuer: me, audience: any, keys: ▸a.yaml }"),
            ("unknown-key", "{ issuer: https://a.example.com, audience: any, ▸jwks: https://a.example.com/k }"),
        ])
    func aMistakeIsFoundAtItsPlace(code: String, marked: String) throws {
        let marked = MarkedText("auth: { a: { jwt: \(marked) } }\n")
        let jwt = marked.text.dropFirst("auth: { a: { jwt: ".count).dropLast(" } }\n".count)
        let result = try load(String(jwt)).result
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
        #expect(result.plan == nil)
    }

    /// Whoever reads a diagnostic may not be who may read the file.
    @Test func aFileIsNotRepeated() throws {
        let result = try load(
            "{ issuer: me, audience: any, keys: k.json, algorithms: [HS256] }",
            files: ["k.json": #"{"kty":"oct","k":"c2VjcmV0c2VjcmV0"}"#]
        ).result
        #expect(result.plan == nil && !result.rendered.contains("c2Vj"))
    }
}
