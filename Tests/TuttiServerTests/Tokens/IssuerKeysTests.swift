import HTTPTypes
import Logging
import Synchronization
import Testing
import TuttiCrypto
import TuttiJSON
import TuttiPlan
import TuttiPolicies
import TuttiResilience
import TuttiUpstream

@testable import TuttiServer

struct IssuerKeysTests {
    /// RFC 8037, A.2, and the generator of the curve P-256, whose key everybody knows.
    static let ed25519 = #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"o1"}"#
    private static let p256 = #"""
        {"kty":"EC","crv":"P-256","kid":"e1","x":"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",
         "y":"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}
        """#

    private static func response(
        _ body: String, status: Int = 200, maxAge: Int? = nil
    ) -> UpstreamResult {
        let headers = maxAge.map { [HTTPField(name: .cacheControl, value: "public, max-age=\($0)")] } ?? []
        return .response(UpstreamResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    static let bodies = [
        "", "<html>", #"{"keys":{}}"#, #"{"keys":[]}"#, #"{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}"#,
        #"{"keys":["# + Array(repeating: ed25519, count: 10_000).joined(separator: ",") + "]}",
    ]

    private static func set(_ keys: String...) -> String { #"{"keys":[\#(keys.joined(separator: ","))]}"# }

    private static let issuer = "https://id.example.com"

    private func way(_ keys: TokenWay.Keys?) throws -> TokenWay {
        let rules = TokenRules(issuer: Self.issuer, audiences: nil, algorithms: [.es256, .edDSA])
        let address = try #require(IssuerAddress("https://keys.example.com/jwks?a=b"))
        return TokenWay(
            settings: TokenSettings(rules: rules, places: [.header(.authorization)]), keys: keys ?? .address(address))
    }

    private func keys(
        of issuer: ScriptedIssuer, _ keys: TokenWay.Keys? = nil
    ) throws -> (TokenIssuers, IssuerKeys) {
        let issuers = TokenIssuers(
            transport: issuer, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return (issuers, try #require(issuers.keys(of: try way(keys)) as? IssuerKeys))
    }

    /// Waits for a state that is bound to come.
    private func eventually(_ condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(1)) }
    }

    private func ids(_ keys: IssuerKeys) -> [String?]? { keys.keys?.keys.map(\.id) }

    @Test func fetchesKeysWhenTheFilesAreLoaded() async throws {
        let issuer = ScriptedIssuer { _ in Self.response(Self.set(Self.p256, Self.ed25519), maxAge: 3600) }
        let (issuers, keys) = try keys(of: issuer)
        try await eventually { keys.keys != nil && issuer.isDue(within: .seconds(2880)) }
        #expect(ids(keys) == ["e1", "o1"])
        #expect(issuer.requests == ["https://keys.example.com:443/jwks?a=b"])
        #expect(!issuer.isDue(within: .seconds(2879)))
        let report = issuers.report.member("issuers")?.element(0)
        #expect(report?.member("issuer")?.string == Self.issuer)
        #expect(report?.member("keys")?.elements.compactMap { $0.member("kid")?.string } == ["e1", "o1"])
        #expect(report?.member("since")?.string?.isEmpty == false && report?.member("failure")?.isNull == true)
    }

    @Test func takesNewKeysWhenTimeIsOver() async throws {
        let issuer = ScriptedIssuer { _ in Self.response(Self.set(Self.p256)) }
        let (_, keys) = try keys(of: issuer)
        try await eventually { keys.keys != nil && issuer.isDue(within: .seconds(720)) }
        let version = keys.version
        issuer.answer { _ in Self.response(Self.set(Self.ed25519)) }
        issuer.pass(.seconds(720))
        try await eventually { ids(keys) == ["o1"] }
        #expect(keys.version != version)
    }

    @Test func asksForAnUnknownKeyOnceInThirtySeconds() async throws {
        let issuer = ScriptedIssuer { _ in Self.response(Self.set(Self.p256)) }
        let (_, keys) = try keys(of: issuer)
        try await eventually { keys.keys != nil }
        let early = keys.renew({})
        #expect(!keys.mayRenew && !early)
        issuer.pass(.seconds(30))
        #expect(keys.mayRenew)
        issuer.answer { _ in Self.response(Self.set(Self.p256, Self.ed25519)) }
        let ended = Mutex(false)
        let isAsked = keys.renew { ended.withLock { $0 = true } }
        #expect(isAsked)
        try await eventually { ended.withLock { $0 } }
        #expect(ids(keys) == ["e1", "o1"] && issuer.requests.count == 2)
        #expect(!keys.mayRenew)
    }

    @Test func keepsKeysForADayWhileTheIssuerIsAway() async throws {
        let issuer = ScriptedIssuer { _ in Self.response(Self.set(Self.p256)) }
        let (issuers, keys) = try keys(of: issuer)
        try await eventually { keys.keys != nil && issuer.isDue(within: .seconds(720)) }
        issuer.answer { _ in .failure(UpstreamFailure(.connect, "refused")) }
        issuer.pass(.seconds(720))
        try await eventually { issuer.requests.count == 2 && issuer.isDue(within: .seconds(30)) }
        #expect(ids(keys) == ["e1"])
        let failure = issuers.report.member("issuers")?.element(0)?.member("failure")?.string
        #expect(failure == "https://keys.example.com/jwks: refused")
        issuer.pass(.seconds(86_400))
        #expect(keys.keys == nil)
    }

    /// What is no set, or too large a one, never takes the place of keys that are held.
    @Test(arguments: bodies.indices)
    func keepsKeysWhenTheIssuerSendsNone(index: Int) async throws {
        let body = Self.bodies[index]
        let issuer = ScriptedIssuer { _ in Self.response(Self.set(Self.p256)) }
        let (_, keys) = try keys(of: issuer)
        try await eventually { keys.keys != nil && issuer.isDue(within: .seconds(720)) }
        issuer.answer { _ in Self.response(body) }
        issuer.pass(.seconds(720))
        try await eventually { issuer.requests.count == 2 && issuer.isDue(within: .seconds(30)) }
        #expect(ids(keys) == ["e1"])
    }

    @Test(arguments: [301, 302, 307, 308, 404, 500])
    func followsNoRedirect(status: Int) async throws {
        let issuer = ScriptedIssuer { _ in Self.response(Self.set(Self.p256), status: status) }
        let (_, keys) = try keys(of: issuer)
        try await eventually { issuer.isDue(within: .seconds(5)) }
        #expect(keys.keys == nil && issuer.requests.count == 1)
    }

    @Test func findsKeysByTheDescriptionOfTheIssuer() async throws {
        let issuer = ScriptedIssuer { target in
            target == "/.well-known/openid-configuration"
                ? Self.response(#"{"issuer":"https://id.example.com","jwks_uri":"https://keys.example.com:8443/k"}"#)
                : Self.response(Self.set(Self.ed25519))
        }
        let (_, keys) = try keys(of: issuer, .discovered(try #require(IssuerAddress.discovery(of: Self.issuer))))
        try await eventually { keys.keys != nil }
        #expect(
            issuer.requests == [
                "https://id.example.com:443/.well-known/openid-configuration", "https://keys.example.com:8443/k",
            ])
    }

    @Test(arguments: [
        #"{"issuer":"https://id.example.com/","jwks_uri":"https://keys.example.com/k"}"#,
        #"{"issuer":"https://evil.example.com","jwks_uri":"https://keys.example.com/k"}"#,
        #"{"jwks_uri":"https://keys.example.com/k"}"#, #"{"issuer":"https://id.example.com"}"#,
        #"{"issuer":"https://id.example.com","jwks_uri":"http://keys.example.com/k"}"#,
        #"{"issuer":"https://id.example.com","jwks_uri":"file:///etc/passwd"}"#, "[]", "",
    ])
    func believesNoOtherDescription(body: String) async throws {
        let issuer = ScriptedIssuer { _ in Self.response(body) }
        let (_, keys) = try keys(of: issuer, .discovered(try #require(IssuerAddress.discovery(of: Self.issuer))))
        try await eventually { issuer.isDue(within: .seconds(5)) }
        #expect(keys.keys == nil && issuer.requests.count == 1)
    }

    @Test func handsKeysOnToTheNextGeneration() async throws {
        let issuer = ScriptedIssuer { _ in Self.response(Self.set(Self.p256)) }
        let (issuers, keys) = try keys(of: issuer)
        try await eventually { keys.keys != nil }
        let others = issuers.keys(of: try way(nil)) as? IssuerKeys
        #expect(others === keys)
        try await eventually { issuer.requests.count == 2 }
        #expect(ids(keys) == ["e1"])
    }

    @Test(arguments: [
        ("max-age=600", 600), ("public, max-age=600", 600), ("Max-Age=\"600\"", 600), ("max-age=1, max-age=600", 1),
        ("max-age=600, no-cache", 0), ("no-store", 0),
    ])
    func readsHowLongASetHolds(value: String, seconds: Int64) {
        let response = UpstreamResponse(
            status: 200, headers: [HTTPField(name: .cacheControl, value: value)], body: [])
        #expect(KeyFetch.lifetime(response) == .seconds(seconds))
    }

    @Test(arguments: ["private", "max-age=", "max-age=-1", "s-maxage=5"])
    func takesOtherDirectivesForNone(value: String) {
        let response = UpstreamResponse(
            status: 200, headers: [HTTPField(name: .cacheControl, value: value)], body: [])
        #expect(KeyFetch.lifetime(response) == nil)
    }
}
